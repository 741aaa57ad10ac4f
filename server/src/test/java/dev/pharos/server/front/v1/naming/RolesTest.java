package dev.pharos.server.front.v1.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.v1.cluster.ScriptedView;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who leads, in the form of 1.1.3: golden 16-naming-v1-operator/raft-state. */
final class RolesTest {
    @Test
    void allNodesAreShownWithRoleAndTerm() throws IOException {
        try (Naming naming = new Naming(ScriptedView.three())) {
            List<JsonObject> peers = Json.parse(naming.told("GET", "raft/state")).objects("peers");

            assertThat(peers)
                    .extracting(
                            peer ->
                                    peer.text("ip", "")
                                            + " "
                                            + peer.text("state", "")
                                            + " "
                                            + peer.number("term", -1))
                    .containsExactly(
                            "127.0.0.1:8850 FOLLOWER 7",
                            "127.0.0.1:8851 LEADER 7",
                            "127.0.0.1:8852 FOLLOWER 0");
            assertThat(naming.told("GET", "raft/leader")).contains("127.0.0.1:8851", "LEADER");
            assertThat(naming.told("GET", "raft/peer")).contains("127.0.0.1:8850", "FOLLOWER");
        }
    }

    @Test
    void aNodeThatIsNotReachedIsSeenAsSuch() throws IOException {
        try (Naming naming = new Naming(ScriptedView.lost())) {
            List<JsonObject> peers = Json.parse(naming.told("GET", "raft/state")).objects("peers");

            assertThat(peers.getLast().json())
                    .isEqualTo(
                            "{\"ip\":\"127.0.0.1:8852\",\"voteFor\":\"127.0.0.1:8850\","
                                    + "\"term\":6,\"leaderDueMs\":0,\"heartbeatDueMs\":0,"
                                    + "\"state\":\"FOLLOWER\",\"alive\":false}");
            assertThat(peers.getFirst().has("alive")).isFalse();
        }
    }

    @Test
    void withoutALeaderThereIsNone() throws IOException {
        try (Naming naming = new Naming(ScriptedView.candidate())) {
            assertThat(naming.told("GET", "raft/state")).contains("\"state\":\"CANDIDATE\"");
            assertThat(naming.told("GET", "raft/leader")).isEqualTo("{\"leader\":null}");
        }
    }

    @Test
    void serversAreThoseOfTheCluster() throws IOException {
        try (Naming naming = new Naming(ScriptedView.three())) {
            assertThat(Json.parse(naming.told("GET", "operator/servers")).objects("servers"))
                    .extracting(one -> one.text("key", "") + " " + one.flag("alive", false))
                    .containsExactly(
                            "127.0.0.1:8850 true", "127.0.0.1:8851 true", "127.0.0.1:8852 false");
            assertThat(
                            Json.parse(naming.told("GET", "operator/servers?healthy=true"))
                                    .objects("servers"))
                    .hasSize(2);
        }
    }
}
