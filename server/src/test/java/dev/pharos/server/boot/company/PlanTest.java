package dev.pharos.server.boot.company;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.NodeList;
import dev.pharos.server.cluster.member.Lists;
import dev.pharos.server.settings.ClusterKeys;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is read of the settings, and where a node finds itself to be. */
final class PlanTest {
    private static final Settings SET = Settings.standard();
    private static final Address TOLD = new Address("10.0.0.5", 8848);

    @Test
    void withoutAWordTheListIsInAFile() throws Exception {
        Plan plan = plan(SET);

        assertThat(plan.lists().place())
                .isEqualTo(new Lists.Place.InFile(Path.of("conf", "cluster.conf")));
        assertThat(plan.secret()).isEmpty();
        assertThat(plan.portOffset()).isEqualTo(-1000);
    }

    @Test
    void aSecretIsToldOrMade() throws Exception {
        Plan told = plan(SET.with(ClusterKeys.CLUSTER_SECRET, "s"));
        assertThat(told.secret()).contains("s");
        assertThat(told.makesSecret()).isFalse();

        Plan made = plan(SET.with(ClusterKeys.CLUSTER_SECRET, "generate"));
        assertThat(made.secret()).isEmpty();
        assertThat(made.makesSecret()).isTrue();
    }

    @Test
    void theListMayBeAKey() throws Exception {
        Plan plan = plan(SET.with(ClusterKeys.MEMBER_LIST, "10.0.0.1,10.0.0.2"));

        assertThat(plan.lists().place())
                .isEqualTo(new Lists.Place.InKey("nacos.member.list", "10.0.0.1,10.0.0.2"));
    }

    @Test
    void thePortForPeersIsAnotherOne() {
        assertThatThrownBy(() -> plan(SET.with(ClusterKeys.PEER_PORT_OFFSET, 1000)))
                .hasMessageContaining("pharos.peer.port-offset: 1000 makes the port")
                .hasMessageContaining("9848");
        assertThatThrownBy(() -> plan(SET.with(Keys.PORT, 0)))
                .hasMessageContaining("server.port: 0");
    }

    @Test
    void aNodeIsWhereItsLineSays() throws Exception {
        assertThat(seat("10.0.0.5:8848 10.0.0.6:8848").address()).isEqualTo(TOLD);
        assertThat(seat("10.0.0.5:8848?raft_port=7000 10.0.0.6").bind())
                .isEqualTo(new InetSocketAddress(7000));
        assertThat(seat("10.0.0.7:8848").bind()).isEqualTo(new InetSocketAddress(7848));
        assertThat(seat("10.0.0.7:8848").isOpen()).isTrue();
    }

    @Test
    void nodesOfOneMachineAreNotHeardByOthers() throws Exception {
        Seat seat = seat("localhost:8849 localhost:8848");

        assertThat(seat.address()).isEqualTo(new Address("127.0.0.1", 8848));
        assertThat(seat.bind()).hasToString("/127.0.0.1:7848");
        assertThat(seat.isOpen()).isFalse();
        assertThat(seat("[::1]:8848").bind()).hasToString("/[0:0:0:0:0:0:0:1]:7848");
    }

    private static Seat seat(String list) throws Exception {
        return Seat.of(plan(SET), NodeList.parse(list, "test", 8848), TOLD);
    }

    private static Plan plan(Settings set) throws Exception {
        return Plan.of(set, TOLD, 9848);
    }
}
