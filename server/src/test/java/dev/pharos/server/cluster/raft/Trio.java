package dev.pharos.server.cluster.raft;

import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.storage.LogStorage;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.log.SimDisk;
import dev.pharos.server.cluster.member.Leaderless;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Three members in one process, each with its own folder, world and state. */
final class Trio implements AutoCloseable {
    static final Fault NOBODY = new Fault.NoLeader("two of three are missing", "start them");
    private static final LogSettings SEGMENTS = new LogSettings(1 << 20);

    private final Path folder;
    private final RaftSettings.SnapshotsDue due;
    private final Duration silence;
    private final Map<Integer, SimDisk> disks = new HashMap<>();
    private final LinkHub hub = new LinkHub();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final List<NodeId> ids = new ArrayList<>();
    private final List<Optional<Seat>> seats = new ArrayList<>();

    /** One member that runs. */
    record Seat(NodeId id, SystemWorld world, Ledger ledger, RaftLog log) {
        ClusterView.Standing standing() {
            return log.group().standing().orElseThrow();
        }

        Optional<NodeId> leader() {
            return log.group().standing().flatMap(ClusterView.Standing::leader);
        }

        long term() {
            return standing().term();
        }
    }

    Trio(Path folder, RaftSettings.SnapshotsDue due) {
        this(folder, due, Duration.ofMillis(500));
    }

    /** {@code silence}: how long a leader may be silent. */
    Trio(Path folder, RaftSettings.SnapshotsDue due, Duration silence) {
        this.folder = folder;
        this.due = due;
        this.silence = silence;
        for (int i = 0; i < 3; i++) {
            ids.add(new NodeId(UUID.randomUUID().toString()));
            seats.add(Optional.empty());
        }
    }

    static Trio started(Path folder, RaftSettings.SnapshotsDue due) {
        Trio trio = new Trio(folder, due);
        for (int i = 0; i < 3; i++) {
            trio.start(i, trio.ids);
            trio.found(i);
        }
        return trio;
    }

    LinkHub hub() {
        return hub;
    }

    NodeId id(int place) {
        return ids.get(place);
    }

    List<Throwable> broken() {
        return broken;
    }

    Seat seat(int place) {
        return seats.get(place).orElseThrow();
    }

    List<Seat> running() {
        return seats.stream().flatMap(Optional::stream).toList();
    }

    /** It begins with what it had, or waits to be added. */
    void start(int place) {
        start(place, List.of());
        try {
            seat(place).log.group().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void found(int place) {
        try {
            seat(place).log.group().found();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It is there, and has not begun. */
    void start(int place, List<NodeId> founders) {
        SystemWorld world = new SystemWorld((_, failure) -> broken.add(failure));
        Ledger ledger = new Ledger();
        NodeId id = ids.get(place);
        MemberSettings member =
                new MemberSettings(
                        id.value(),
                        founders.stream().map(NodeId::value).toList(),
                        folder.resolve("node" + place),
                        silence,
                        Duration.ofMillis(150));
        RaftSettings settings =
                new RaftSettings(
                        member,
                        new RaftSettings.Waiting(1024, 1 << 20),
                        Duration.ofSeconds(10),
                        due);
        RaftLog.Parts parts =
                new RaftLog.Parts(
                        ledger,
                        Optional.of(ledger),
                        (log, room) -> storage(place, log, room),
                        Optional.of(
                                new RaftLog.Cluster(hub.link(id), () -> new Leaderless(NOBODY, 0))),
                        LogMeter.fresh());
        try {
            RaftLog log = RaftLog.start(world, settings, parts);
            seats.set(place, Optional.of(new Seat(id, world, ledger, log)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LogStorage storage(int place, Path log, Room room) {
        SimDisk disk = disks.get(place);
        return disk == null
                ? new SegmentLogStorage(log, SEGMENTS, LogMeter.fresh(), room)
                : new SegmentLogStorage(each -> disk.log(SEGMENTS, each), room);
    }

    /** It is gone from one moment to the next, as far as the others can see. */
    void kill(int place) {
        hub.drop(ids.get(place));
        stop(place);
    }

    /** It ends as a node does. */
    void stop(int place) {
        Seat seat = seat(place);
        seats.set(place, Optional.empty());
        seat.log.close();
        hub.drop(ids.get(place));
        seat.world.close();
    }

    /** From its next start on its log is on this disk. */
    void put(int place, SimDisk disk) {
        disks.put(place, disk);
    }

    /** The place of the one that all who run follow. */
    int leader() {
        await().until(() -> agreed() >= 0);
        return agreed();
    }

    private int agreed() {
        List<Optional<NodeId>> leaders = running().stream().map(Seat::leader).distinct().toList();
        if (leaders.size() != 1 || leaders.getFirst().isEmpty()) {
            return -1;
        }
        int place = ids.indexOf(leaders.getFirst().get());
        return seats.get(place).isPresent() ? place : -1;
    }

    int follower() {
        int leader = leader();
        return seats.get((leader + 1) % 3).isPresent() ? (leader + 1) % 3 : (leader + 2) % 3;
    }

    @Override
    public void close() {
        for (int i = 0; i < 3; i++) {
            if (seats.get(i).isPresent()) {
                kill(i);
            }
        }
        hub.close();
    }
}
