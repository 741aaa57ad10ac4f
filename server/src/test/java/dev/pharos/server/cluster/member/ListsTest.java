package dev.pharos.server.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pharos.server.boot.SystemWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListsTest {
    @TempDir Path folder;

    private final SystemWorld world = new SystemWorld((_, _) -> {});

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFileIsReadAgainAndWhatIsWrongInItChangesNothing() throws IOException {
        Path file = folder.resolve("cluster.conf");
        Files.writeString(file, "10.0.0.1\n10.0.0.2");
        Lists lists = open(new Lists.Place.InFile(file), 0, List.of());
        AtomicInteger changes = new AtomicInteger();
        lists.follow(changes::incrementAndGet);
        assertThat(lists.now().nodes()).hasToString("10.0.0.1:8848,10.0.0.2:8848");

        Files.writeString(file, "10.0.0.1\n10.0.0.x:y");
        await().untilAsserted(() -> assertThat(lists.now().problem()).isPresent());
        assertThat(lists.now().problem().orElseThrow()).contains(file + " line 2: 10.0.0.x:y");
        assertThat(lists.now().nodes().entries()).hasSize(2);

        Files.writeString(file, "10.0.0.1\n10.0.0.3");
        await().untilAsserted(
                        () ->
                                assertThat(lists.now().nodes())
                                        .hasToString("10.0.0.1:8848,10.0.0.3:8848"));
        assertThat(lists.now().problem()).isEmpty();
        assertThat(changes).hasValue(2);
        assertThat(Files.readString(file)).isEqualTo("10.0.0.1\n10.0.0.3");
    }

    @Test
    void aStartWithoutAListSaysWhatToDo() {
        Path file = folder.resolve("cluster.conf");

        assertThatThrownBy(() -> open(new Lists.Place.InFile(file), 0, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is missing")
                .hasMessageContaining("-m standalone");
    }

    @Test
    void oneNameStandsForAllNodes() throws IOException {
        Lists.Place place = new Lists.Place.InKey("nacos.member.list", "nodes.example:8850");

        Listed few = open(place, 3, List.of("10.0.0.2", "10.0.0.1")).now();
        assertThat(few.nodes()).hasToString("10.0.0.1:8850,10.0.0.2:8850");
        assertThat(few.partial())
                .contains(
                        "the name nodes.example stands for 2 addresses of 3"
                                + " (key pharos.cluster.size)");

        assertThat(open(place, 2, List.of("10.0.0.2", "10.0.0.1")).now().partial()).isEmpty();
        assertThat(open(place, 0, List.of("10.0.0.2", "10.0.0.1")).now().partial().orElseThrow())
                .contains("nobody has said how many");
        assertThat(open(place, 1, List.of()).now().partial().orElseThrow()).contains("0 addresses");
    }

    @Test
    void twoNamesAreTwoNodes() throws IOException {
        Lists.Place place = new Lists.Place.InKey("nacos.member.list", "one.example two.example");

        Listed listed = open(place, 0, List.of()).now();
        assertThat(listed.nodes().entries()).hasSize(2);
        assertThat(listed.partial()).isEmpty();
    }

    @Test
    void aNameOfThisMachineIsLikeItsOwnAddress() throws IOException {
        Lists.Place several =
                new Lists.Place.InKey("test", "localhost:8850 host:8851 127.0.0.1:8852");
        assertThat(open(several, 0, List.of("127.0.0.1")).now().nodes())
                .hasToString("127.0.0.1:8850,127.0.0.1:8852,host:8851");
        assertThat(open(several, 0, List.of("127.0.1.1", "::1")).now().nodes().entries())
                .hasSize(3);
        assertThatThrownBy(() -> open(several, 0, List.of("10.0.0.1", "127.0.0.1")))
                .hasMessageContaining("test: 127.0.0.1:8850 (expected: an address at which host");
        assertThatThrownBy(() -> open(several, 0, List.of()))
                .hasMessageContaining("an address at which host:8851 find it too");
    }

    @Test
    void oneNodeUnderTwoNamesIsNamed() {
        Lists.Place twice = new Lists.Place.InKey("test", "localhost,host,127.0.0.1");
        assertThatThrownBy(() -> open(twice, 0, List.of("127.0.0.1")))
                .hasMessage(
                        "test: host:8848 (expected: each node once; 127.0.0.1:8848 stands there"
                                + " too, and is the same)");
    }

    private Lists open(Lists.Place place, int size, List<String> addresses) throws IOException {
        return Lists.open(world, new Lists.Settings(place, 8848, size), _ -> addresses);
    }
}
