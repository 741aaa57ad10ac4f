package dev.pharos.core.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeListTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1               | 10.0.0.1:8848",
                "10.0.0.1:8850          | 10.0.0.1:8850",
                "Node-1.Example.COM.    | node-1.example.com:8848",
                "node_1.example.:8850   | node_1.example:8850",
                "localhost:8850         | 127.0.0.1:8850",
                "[::1]:8850             | [::1]:8850",
                "[FE80::1]              | [fe80::1]:8848",
                "fe80::1                | [fe80::1]:8848",
                "10.0.0.1:8850?raft_port=7000 | 10.0.0.1:8850?raft_port=7000",
                "[::1]?raft_port=7000   | [::1]:8848?raft_port=7000",
            })
    void anEntryHasOneForm(String written, String canonical) {
        NodeList list = list(written);

        assertThat(list).hasToString(canonical);
        assertThat(list(list.toString())).isEqualTo(list);
    }

    @Test
    void orderAndRepetitionsAndCommentsAndSpacesMakeNoDifference() {
        String text =
                """
                \uFEFF# the nodes
                10.0.0.2:8848, 10.0.0.1:8848   # two of them

                  10.0.0.3 10.0.0.1
                """;

        assertThat(list(text)).isEqualTo(list("10.0.0.1,10.0.0.2,10.0.0.3"));
        assertThat(list(text)).hasToString("10.0.0.1:8848,10.0.0.2:8848,10.0.0.3:8848");
    }

    @Test
    void thePeersPortFollowsFromTheOtherUnlessItIsNamed() {
        NodeList list = list("10.0.0.1:8850 10.0.0.2:8850?raft_port=7000");

        assertThat(list.entries().getFirst().peerPort(-1000)).isEqualTo(7850);
        assertThat(list.entries().getLast().peerPort(-1000)).isEqualTo(7000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1:0",
                "10.0.0.1:70000",
                "10.0.0.1:x",
                "10.0.0.1:",
                "10.0.0.256",
                "10.0.0",
                "http://10.0.0.1:8848",
                "[10.0.0.1]:8848",
                "-node:8848",
                "10.0.0.1?port=7",
                "10.0.0.1?raft_port=",
                ":8848",
            })
    void whatMeansNothingIsNamedWithItsPlace(String written) {
        assertThatThrownBy(() -> list("10.0.0.9\n" + written))
                .hasMessageContaining("cluster.conf line 2: " + written + " (expected: ");
    }

    @Test
    void nothingAtAllIsNoList() {
        assertThatThrownBy(() -> list("# 10.0.0.1"))
                .hasMessage("cluster.conf: missing (expected: at least one node, as HOST:PORT)");
    }

    @Test
    void oneNodeHasOnePeersPort() {
        assertThatThrownBy(() -> list("10.0.0.1?raft_port=1,10.0.0.1"))
                .hasMessageContaining("10.0.0.1")
                .hasMessageContaining("raft_port");
    }

    @Test
    void allNodesMayBeAtThisMachinesOwnAddressOrNone() {
        list("localhost:8850 127.0.0.1:8851 [::1]:8852").requireUnmixed("f", Entry::isLoopback);
        list("10.0.0.1 10.0.0.2").requireUnmixed("f", Entry::isLoopback);
        NodeList mixed = list("10.0.0.1:8848 localhost:8851");
        assertThatThrownBy(() -> mixed.requireUnmixed("f", Entry::isLoopback))
                .hasMessageContaining("127.0.0.1:8851")
                .hasMessageContaining("10.0.0.1:8848")
                .hasMessageContaining("all nodes at such addresses");
    }

    @Test
    void aNameIsNoAddress() {
        assertThat(list("node-1:8848").entries().getFirst().isNamed()).isTrue();
        assertThat(list("10.0.0.1:8848").entries().getFirst().isNamed()).isFalse();
        assertThat(list("[::1]:8848").entries().getFirst().isNamed()).isFalse();
    }

    @Test
    void listsAreUnitedByAddress() {
        assertThat(list("10.0.0.1 10.0.0.2").and(list("10.0.0.2?raft_port=5 10.0.0.3")))
                .isEqualTo(list("10.0.0.1 10.0.0.2 10.0.0.3"));
    }

    private static NodeList list(String text) {
        return NodeList.parse(text, "cluster.conf", 8848);
    }
}
