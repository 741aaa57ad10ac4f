package dev.pharos.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import org.junit.jupiter.api.Test;

final class ConfigRulesTest {
    private final ConfigRules rules = new ConfigRules(10);

    @Test
    void aRefusalNamesTheFieldAsCallersSpellIt() {
        assertThat(refusal("d d", "g", "n")).contains("dataId: d d (expected: ");
        assertThat(refusal("d", "", "n")).contains("group: missing (expected: ");
        assertThat(refusal("d", "g", "n.s")).contains("tenant: n.s (expected: ");
        assertThat(rules.key(new ConfigKey(Namespace.of("n"), "g", "d"))).isEmpty();
    }

    private String refusal(String dataId, String group, String tenant) {
        return rules.key(new ConfigKey(Namespace.of(tenant), group, dataId))
                .orElseThrow()
                .message();
    }
}
