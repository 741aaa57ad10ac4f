package dev.pharos.server.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.NodeList;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.PeerSettings;
import dev.pharos.server.cluster.peer.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of what nodes report, and for how long. */
final class ReportsTest {
    private static final int KEPT_MAX = 256;
    private static final NodeId NEWCOMER = new NodeId("newcomer");

    private final SystemWorld world = new SystemWorld((_, _) -> {});
    private Peers peers;

    @BeforeEach
    void open() throws IOException {
        Greeting self =
                new Greeting(
                        new NodeId("a"), 1, Optional.empty(), new Address("127.0.0.1", 1), 2, 3);
        peers =
                Peers.open(
                        world,
                        new PeerSettings(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                "test",
                                Optional.empty(),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5)),
                        self);
    }

    @AfterEach
    void close() {
        peers.close();
        world.close();
    }

    @Test
    void whatANodeReportedCountsForAWhile() {
        Reports reports = reports(Duration.ofMillis(100));
        hear(reports, NEWCOMER);

        await().until(() -> reports.of(NEWCOMER).isEmpty());
        hear(reports, NEWCOMER);

        assertThat(reports.of(NEWCOMER)).isPresent();
    }

    @Test
    void noMoreNodesAreKeptThanAClusterCanHave() {
        Reports reports = reports(Duration.ofHours(1));
        fill(reports);

        hear(reports, NEWCOMER);

        assertThat(reports.of(NEWCOMER)).isEmpty();
        assertThat(reports.of(new NodeId("n7"))).isPresent();
    }

    /** In a place where nodes come with new ids, as containers do, they would fill it for good. */
    @Test
    void nodesThatHaveGoneMakeRoomForWhoComes() {
        Duration fresh = Duration.ofSeconds(1);
        Reports reports = reports(fresh);
        fill(reports);
        await().until(() -> reports.of(new NodeId("n" + (KEPT_MAX - 1))).isEmpty());

        hear(reports, NEWCOMER);

        assertThat(reports.of(NEWCOMER)).isPresent();
    }

    private Reports reports(Duration fresh) {
        return new Reports(world, peers, 0, fresh, () -> {});
    }

    private static void fill(Reports reports) {
        for (int i = 0; i < KEPT_MAX; i++) {
            hear(reports, new NodeId("n" + i));
        }
    }

    private static void hear(Reports reports, NodeId from) {
        Report report =
                new Report(
                        Optional.empty(),
                        NodeList.of(new Address("127.0.0.1", 1)),
                        "a test",
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
        var _ = reports.answer(from, report.encode());
    }
}
