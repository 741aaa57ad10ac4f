package dev.pharos.server.boot;

import static dev.pharos.server.cluster.raft.Replies.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.member.Leaderless;
import dev.pharos.server.cluster.raft.LinkHub;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.history.HistoryFiles;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What configurations said before comes with a snapshot to a node that is new, or was away. */
final class HistoryCatchUpTest {
    private static final int KEYS = 3;
    private static final int ROUND = 200;

    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final LinkHub hub = new LinkHub();
    private final List<Inside> running = new ArrayList<>();
    private final NodeId leading = new NodeId(UUID.randomUUID().toString());
    private final NodeId late = new NodeId(UUID.randomUUID().toString());

    @TempDir Path folder;

    /** A node without anything that listens. */
    private final class Inside implements AutoCloseable {
        private final NodeId id;
        private final SystemWorld world = new SystemWorld((_, failure) -> broken.add(failure));
        private final ConfigKeeper keeper;
        private final RaftLog log;

        Inside(NodeId id) throws IOException {
            this.id = id;
            RaftSettings settings = settings(id, folder.resolve(id.value()));
            HistoryFiles files = HistoryFiles.open(settings.member().history(), 1000);
            Hub watching = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
            StateSettings standard = StateSettings.standard();
            LogMeter meter = LogMeter.fresh();
            this.keeper = new ConfigKeeper(world, standard, watching, files);
            Keepers state = new Keepers(new RegistryKeeper(world, standard, watching), keeper);
            Fault nobody = new Fault.NoLeader("nobody", "wait");
            this.log =
                    RaftLog.start(
                            world,
                            settings,
                            new RaftLog.Parts(
                                    state,
                                    Optional.of(new StateFiles(state, files)),
                                    (path, room) ->
                                            new SegmentLogStorage(
                                                    path, new LogSettings(1 << 12), meter, room),
                                    Optional.of(
                                            new RaftLog.Cluster(
                                                    hub.link(id), () -> new Leaderless(nobody, 0))),
                                    meter));
            running.add(this);
        }

        Standing standing() {
            return log.group().standing().orElseThrow();
        }

        void publish(int from, int to) throws Exception {
            for (int i = from; i < to; i++) {
                answer(log.append(publication(i)));
            }
        }

        /** What each row says, by its number, of all keys. */
        List<String> past() {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                for (HistoryRow row : keeper.history(key(i))) {
                    HistoryRow.Whole whole = keeper.past(row.number()).orElseThrow();
                    all.add(row.number() + " " + whole.body().content().text());
                }
            }
            return all;
        }

        @Override
        public void close() {
            running.remove(this);
            hub.drop(id);
            log.close();
            world.close();
        }
    }

    @AfterEach
    void close() {
        List.copyOf(running).forEach(Inside::close);
        hub.close();
        assertThat(broken).isEmpty();
    }

    @Test
    void aNewNodeAndOneThatWasAwayHaveWhatWasSaidBefore() throws Exception {
        Inside first = new Inside(leading);
        first.log.group().found();
        await().until(() -> first.standing().role() == Role.LEADER);
        first.publish(0, ROUND);
        Inside second = new Inside(late);
        second.log.group().join();
        answer(first.log.group().add(late));
        check(first, second);
        second.publish(ROUND, 2 * ROUND);
        check(first, second);
        answer(first.log.group().remove(late));
        second.close();
        first.publish(2 * ROUND, 3 * ROUND);
        Inside again = new Inside(late);
        again.log.group().join();
        answer(first.log.group().add(late));
        check(first, again);
        again.publish(3 * ROUND, 3 * ROUND + KEYS);
        check(first, again);
    }

    private static void check(Inside one, Inside other) throws Exception {
        answer(one.log.barrier());
        answer(other.log.barrier());
        assertThat(other.past()).hasSizeGreaterThan(ROUND - KEYS).isEqualTo(one.past());
    }

    private static ConfigCommand publication(int number) {
        return new ConfigCommand.Publish(
                key(number % KEYS),
                Content.of("text " + number, "text", ""),
                Description.NONE,
                Optional.empty(),
                Optional.empty(),
                new Author("", "10.0.0.1"),
                number);
    }

    private static ConfigKey key(int number) {
        return new ConfigKey(Namespace.PUBLIC, "g", "d" + number);
    }

    private static RaftSettings settings(NodeId id, Path folder) {
        return new RaftSettings(
                new MemberSettings(
                        id.value(),
                        List.of(id.value()),
                        folder,
                        Duration.ofMillis(500),
                        Duration.ofMillis(150)),
                new RaftSettings.Waiting(1024, 1 << 20),
                Duration.ofSeconds(10),
                new RaftSettings.SnapshotsDue(Long.MAX_VALUE, 40, Duration.ofDays(1)));
    }
}
