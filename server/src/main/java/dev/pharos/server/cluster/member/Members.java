package dev.pharos.server.cluster.member;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Entry;
import dev.pharos.core.member.NodeList;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.member.Ledger.Stage;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import dev.pharos.server.port.cluster.Founding;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node one of a cluster, and keeps the cluster's members as the lists say. It looks
 * around again and again, and at once when something changes.
 *
 * <p>Thread: rounds run one after the other, and may block; all else is asked from any.
 */
public final class Members implements Founding, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.cluster");

    private final World world;
    private final Peers peers;
    private final Greeting self;
    private final Lists lists;
    private final Ledger ledger;
    private final Beginning first;
    private final Pace pace;
    private final Reports reports;
    private final Nodes view = new Nodes(this);
    private final AtomicInteger wanted = new AtomicInteger();
    private final CompletableFuture<Void> lookedAround = new CompletableFuture<>();
    private volatile @Nullable Group group;
    private volatile boolean empty = true;
    private volatile boolean deciding;

    /** What a restart has to know is not on the disk. */
    private boolean unwritten;

    private volatile boolean closed;
    private volatile boolean changing;
    private volatile Forming forming = Forming.Wait.briefly("this node is starting");
    private volatile Optional<NodeList> without = Optional.empty();
    private Removal removal = Removal.NONE;
    private long changeNotBeforeMillis;

    /**
     * How often, and how long.
     *
     * @param portOffset from a node's HTTP port to that of its peers
     * @param every after so long it looks around, whether or not anything has changed
     * @param fresh so long what a node has reported counts
     * @param first so long a start waits until all entries have been tried
     * @param absent so long nobody has to list a member before it is taken out
     */
    public record Pace(
            int portOffset, Duration every, Duration fresh, Duration first, Duration absent) {
        /** What suits people and machines. */
        public static Pace standard(int portOffset) {
            return new Pace(
                    portOffset,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5));
        }
    }

    /** Whom nobody lists, and since when. */
    private record Removal(Optional<NodeId> node, long sinceMillis) {
        static final Removal NONE = new Removal(Optional.empty(), 0);
    }

    /**
     * Where what is known comes from.
     *
     * @param self what this node says of itself
     * @param first what else is to be done where a cluster is founded
     */
    public record Sources(
            Peers peers, Greeting self, Lists lists, Ledger ledger, Beginning first) {}

    /** What comes before a cluster is founded by this node. */
    public interface Beginning {
        /**
         * Durable on return; may be repeated. Blocks.
         *
         * @throws IOException in one line, why it cannot be done
         */
        void begin() throws IOException;
    }

    public Members(World world, Sources from, Pace pace) {
        this.world = world;
        this.peers = from.peers();
        this.self = from.self();
        this.lists = from.lists();
        this.ledger = from.ledger();
        this.first = from.first();
        this.pace = pace;
        this.reports = new Reports(world, peers, pace.portOffset(), pace.fresh(), this::nudge);
    }

    /**
     * From now on looks around. A node that has been in a cluster, or has data, takes part in the
     * group when this returns; an empty one when the time has come. Blocks for a moment.
     *
     * @param hasData whether there is something in the group's folder
     * @throws IOException in one line, why this node cannot take part as it is
     */
    public void begin(Group with, boolean hasData) throws IOException {
        group = with;
        empty = !hasData;
        Stage stage = ledger.page().stage();
        if (stage == Stage.MEMBER && empty) {
            throw new IOException(
                    "this node has been in the cluster "
                            + ledger.page().cluster().orElseThrow()
                            + ", and its log is gone from the data folder (remedy: put the data"
                            + " folder back from a backup, or empty it: then it comes back as a new"
                            + " node)");
        }
        ledger.page().cluster().ifPresent(peers::cluster);
        reports.start();
        peers.follow(this::nudge);
        with.onChange(this::nudge);
        lists.follow(this::nudge);
        again();
        if (hasData || stage != Stage.NONE) {
            takePart(stage);
        }
        deciding = true;
        nudge();
    }

    private void takePart(Stage stage) throws IOException {
        nudge();
        awaitFirstLook();
        Sight sight = look();
        Forming now = Forming.decide(sight);
        if (sight.copy().isPresent() || stage == Stage.NONE) {
            if (now instanceof Forming.Refuse refused) {
                throw new IOException(refused.cause() + " (remedy: " + refused.remedy() + ")");
            }
        }
        switch (stage) {
            case NONE -> found();
            case FOUNDING -> group().found();
            case JOINING, MEMBER -> group().join();
        }
    }

    private void awaitFirstLook() {
        try {
            lookedAround.get(pace.first().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) { // as far as it could see
        }
    }

    private Group group() {
        Group now = group;
        if (now == null) {
            throw new IllegalStateException("not begun");
        }
        return now;
    }

    /** Who is there, and how they stand. */
    public ClusterView view() {
        return view;
    }

    /** Why nobody leads, as far as this node can see. */
    public Leaderless leaderless() {
        return Leaderless.of(scene());
    }

    @Override
    public void without(String text) {
        Optional<String> cluster = ledger.page().cluster();
        if (cluster.isPresent()) {
            throw new FaultException(
                    new Fault.Clash(
                            "cluster",
                            cluster.get(),
                            "is founded already; whom no list has any more is taken out of it"));
        }
        NodeList nodes = NodeList.parse(text, "without", self.address().port());
        for (Entry entry : nodes.entries()) {
            if (lists.now().nodes().find(entry.address()).isEmpty()) {
                throw new FaultException(
                        new Fault.Invalid(
                                "without",
                                entry.toString(),
                                "nodes of the list " + lists.now().nodes()));
            }
        }
        without = Optional.of(without.map(before -> before.and(nodes)).orElse(nodes));
        LOG.info("forming without={}", nodes);
        nudge();
    }

    /** It looks around no more. */
    @Override
    public void close() {
        closed = true;
        lists.close();
    }

    private void again() {
        if (!closed) {
            world.after(
                    pace.every(),
                    world.tasks(),
                    () -> {
                        nudge();
                        again();
                    });
        }
    }

    /** Thread: any; never blocks. */
    private void nudge() {
        if (wanted.getAndIncrement() == 0) {
            world.tasks().execute(this::run);
        }
    }

    private void run() {
        int done;
        do {
            done = wanted.get();
            if (!closed) {
                round();
            }
        } while (!wanted.compareAndSet(done, 0));
    }

    private void round() {
        reports.seek(entries());
        Sight sight = look();
        if (sight.isComplete()) {
            lookedAround.complete(null);
        }
        reports.tell(sight.own());
        if (!deciding) {
            return;
        }
        try {
            if (ledger.page().stage() == Stage.NONE) {
                form(sight);
            } else {
                tend(sight);
            }
        } catch (IOException e) {
            deciding = false;
            forming = new Forming.Refuse(String.valueOf(e.getMessage()), "start this node again");
            LOG.error("this node takes no part in the cluster: {}", e.getMessage());
        }
    }

    /** A member goes on although a file of it cannot be written, and tries again. */
    private void tend(Sight sight) {
        try {
            remember(sight);
            unwritten = false;
            change(sight);
        } catch (IOException e) {
            if (!unwritten) {
                LOG.warn(
                        "where the members are is not written, and tried again: {}",
                        e.getMessage());
            }
            unwritten = true;
        }
    }

    private void form(Sight sight) throws IOException {
        Forming now = Forming.decide(sight);
        if (!now.equals(forming)) {
            forming = now;
            say(now);
        }
        switch (now) {
            case Forming.Wait _, Forming.Refuse _ -> {}
            case Forming.Found _ -> found();
            case Forming.Join join -> {
                ledger.write(ledger.page().in(Stage.JOINING, join.cluster()));
                peers.cluster(join.cluster());
                group().join();
            }
        }
    }

    private static void say(Forming now) {
        switch (now) {
            case Forming.Wait wait -> LOG.info("waiting: {}; {}", wait.cause(), wait.remedy());
            case Forming.Found _ -> LOG.info("founding a cluster");
            case Forming.Join join -> LOG.info("joining cluster={}", join.cluster());
            case Forming.Refuse no -> LOG.warn("refused: {}; {}", no.cause(), no.remedy());
        }
    }

    private void found() throws IOException {
        String id = HexFormat.of().toHexDigits(world.random().nextLong());
        LOG.info("founding cluster={}", id);
        first.begin();
        ledger.write(ledger.page().in(Stage.FOUNDING, id));
        peers.cluster(id);
        group().found();
    }

    /** What a restart has to know. */
    private void remember(Sight sight) throws IOException {
        Ledger.Page page = ledger.page();
        List<NodeId> voters = group().members();
        boolean leads = leads();
        if (page.stage() == Stage.FOUNDING ? leads : voters.contains(self.id())) {
            page = page.in(Stage.MEMBER);
        }
        NavigableMap<NodeId, Address> known = new TreeMap<>();
        for (NodeId voter : voters) {
            sight.spot(voter)
                    .map(spot -> spot.entry().address())
                    .or(() -> Optional.ofNullable(ledger.page().known().get(voter)))
                    .ifPresent(address -> known.put(voter, address));
        }
        ledger.write(known.isEmpty() ? page : page.with(known));
    }

    private boolean leads() {
        return group().standing().filter(now -> now.role() == Role.LEADER).isPresent();
    }

    private void change(Sight sight) {
        if (!leads() || changing || world.steadyMillis() < changeNotBeforeMillis) {
            return;
        }
        Ledger.Page page = ledger.page();
        Optional<Change> next =
                Change.next(
                        sight,
                        new Change.Members(
                                page.cluster().orElseThrow(), group().members(), page.known()));
        if (next.isEmpty()) {
            removal = Removal.NONE;
            return;
        }
        if (!isDue(next.get())) {
            return;
        }
        changing = true;
        changeNotBeforeMillis = world.steadyMillis() + pace.every().toMillis();
        var _ =
                make(next.get())
                        .whenComplete(
                                (_, _) -> {
                                    changing = false;
                                    nudge();
                                });
    }

    /** A file is not written in a moment, so who is in none of them has to stay so for a while. */
    private boolean isDue(Change change) {
        if (!(change instanceof Change.Remove)) {
            removal = Removal.NONE;
            return true;
        }
        long now = world.steadyMillis();
        if (!removal.node.equals(Optional.of(change.node()))) {
            removal = new Removal(Optional.of(change.node()), now);
        }
        return now - removal.sinceMillis >= pace.absent().toMillis();
    }

    private CompletionStage<Void> make(Change change) {
        return switch (change) {
            case Change.Add add -> group().add(add.node());
            case Change.Remove remove -> group().remove(remove.node());
            case Change.Replace swap -> group().replace(swap.old(), swap.node());
        };
    }

    /** Its own list, and what others of its cluster list, and where members have been. */
    private List<Entry> entries() {
        NodeList all = lists.now().nodes();
        Ledger.Page page = ledger.page();
        if (page.stage() == Stage.NONE) {
            return all.entries();
        }
        for (NodeId voter : voters()) {
            Optional<Report> theirs = reports.of(voter);
            if (theirs.isPresent() && theirs.get().cluster().equals(page.cluster())) {
                all = all.and(theirs.get().list());
            }
            Address known = page.known().get(voter);
            if (known != null) {
                all = all.and(NodeList.of(known));
            }
        }
        return all.entries();
    }

    private List<NodeId> voters() {
        Group now = group;
        return now == null ? List.of() : now.members();
    }

    private Optional<Standing> standing() {
        Group now = group;
        return now == null ? Optional.empty() : now.standing();
    }

    private Sight look() {
        Listed listed = lists.now();
        Ledger.Page page = ledger.page();
        Report own =
                new Report(
                        page.cluster(),
                        listed.nodes(),
                        listed.source(),
                        empty && page.stage() == Stage.NONE,
                        without,
                        standing(),
                        voters());
        return new Sight(self, own, listed, reports.look(entries(), self::isSameRun));
    }

    /** All that there is to be told of. */
    Scene scene() {
        return new Scene(
                look(),
                reports.stood(),
                forming,
                ledger.page(),
                pace.portOffset(),
                world.steadyMillis());
    }

    /**
     * What is known at a moment.
     *
     * @param stood where nodes stood when they were last heard
     * @param nowMillis as those of the spots
     */
    record Scene(
            Sight sight,
            Map<NodeId, Standing> stood,
            Forming forming,
            Ledger.Page page,
            int portOffset,
            long nowMillis) {}
}
