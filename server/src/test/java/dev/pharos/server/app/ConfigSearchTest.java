package dev.pharos.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigSearchTest {
    @ParameterizedTest
    @CsvSource({
        "gq.*, gq.alpha.yaml, true",
        "*alpha*, gq.alpha.yaml, true",
        "*.yaml, gq.alpha.yaml, true",
        "alpha, gq.alpha.yaml, false",
        "*a*a*a*l, gq.alpha.yaml, true",
        "*_x, gq.delta_x, true",
        "*%x, gq.delta_x, true",
        "g_.delta_x, gq.delta_x, true",
        "*b, aaa, false",
        "*, anything, true",
        "**a, bba, true"
    })
    void starsStandForAnyRun(String pattern, String dataId, boolean found) {
        assertThat(search(pattern, true).finds(config(dataId))).isEqualTo(found);
    }

    @Test
    void anAccurateSearchKnowsNoStars() {
        assertThat(search("a*", false).finds(config("abc"))).isFalse();
        assertThat(search("abc", false).finds(config("abc"))).isTrue();
        assertThat(search("", false).finds(config("abc"))).isTrue();
    }

    @Test
    void aPagePastTheEndIsEmptyAndAHugeOneIsWhatThereIs() {
        List<Integer> all = List.of(1, 2, 3);
        assertThat(Page.of(all, new Page.Request(1, Integer.MAX_VALUE)).items()).isEqualTo(all);
        assertThat(Page.of(all, new Page.Request(Integer.MAX_VALUE, Integer.MAX_VALUE)).items())
                .isEmpty();
        assertThat(Page.of(all, new Page.Request(1, Long.MAX_VALUE)).items()).isEqualTo(all);
        assertThat(Page.of(all, new Page.Request(Long.MAX_VALUE / 2 + 1, 3)).items()).isEmpty();
        assertThat(Page.of(all, new Page.Request(2, 2))).isEqualTo(new Page<>(3, 2, 2, List.of(3)));
    }

    private static ConfigSearch search(String dataId, boolean like) {
        return new ConfigSearch(Namespace.PUBLIC, dataId, "", "", List.of(), List.of(), like);
    }

    private static Configuration config(String dataId) {
        Configuration.Stamp stamp = new Configuration.Stamp(new Author("", ""), 0);
        return new Configuration(
                new ConfigKey(Namespace.PUBLIC, "g", dataId),
                1,
                Content.of("x", "text", ""),
                Description.NONE,
                stamp,
                stamp);
    }
}
