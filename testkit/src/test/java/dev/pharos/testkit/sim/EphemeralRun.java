package dev.pharos.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Picture;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.testkit.sim.SimClient.Wanted;
import dev.pharos.testkit.sim.SimNode.Folder;
import dev.pharos.testkit.world.SimNet;
import dev.pharos.testkit.world.SimTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One run: nodes, clients and faults from one seed, and what is looked at meanwhile and at the end.
 */
final class EphemeralRun {
    static final int SERVICES = 3;
    private static final int CLIENTS = 12;
    private static final Duration POLL = Duration.ofMillis(100);

    /** So long after all is well again all nodes show the same. */
    private static final Duration HEALED = Duration.ofSeconds(10);

    /** So long after a registration it is shown everywhere, if its node lives. */
    private static final long LATEST = HEALED.toMillis();

    /** So long after a node has gone nobody expects its connections back: 30 s and its silence. */
    private static final Duration GRACE = Duration.ofSeconds(40);

    /** So long after that those are gone who have died, or have not come back. */
    private static final Duration EXPIRED = Duration.ofSeconds(90);

    private static final SimNet.Weather CALM = new SimNet.Weather(0, Duration.ofMillis(20));

    /** What goes wrong. */
    enum Faults {
        /** One node at a time is killed, and started again. */
        KILLS,
        /** Ways between nodes are cut, in one direction or both. */
        CUTS,
        /** All of that, at any time. */
        ALL
    }

    private final SimTime time;
    private final SimNet net;
    private final Faults faults;
    private final Random random;
    private final List<NodeId> ids = new ArrayList<>();
    private final Map<NodeId, SimNode> nodes = new TreeMap<>();
    private final Map<NodeId, Folder> folders = new TreeMap<>();
    private final Map<NodeId, List<Folder>> backups = new TreeMap<>();
    private final Optional<Random> losses;
    private final List<Sent> onTheWay = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Set<Seen> gone = new HashSet<>();
    private final Set<Seen> present = new HashSet<>();
    private final List<String> history = new ArrayList<>();
    private boolean quiet;
    private boolean still;

    /** What a node held that was killed, and may have sent just before. */
    private record Sent(long atMillis, State state) {}

    /** A registration that a process has shown. */
    private record Seen(SimNode at, SimClient client, int registration) {}

    /**
     * Not begun yet.
     *
     * @param losing whether nodes also come back with an old folder, or an empty one
     */
    EphemeralRun(long seed, boolean losing) {
        this.losses = losing ? Optional.of(new Random(seed)) : Optional.empty();
        this.time = new SimTime(seed);
        this.random = time.random();
        this.faults = Faults.values()[(int) (seed % Faults.values().length)];
        this.net = new SimNet(time, faults == Faults.KILLS ? CALM : rough());
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            ids.add(new NodeId("n" + i));
        }
    }

    private SimNet.Weather rough() {
        return new SimNet.Weather(random.nextInt(3) * 0.01, Duration.ofSeconds(3));
    }

    static ServiceName service(int number) {
        return new ServiceName(Namespace.PUBLIC, "g", "s" + number);
    }

    /** All of it. Fails: with what was seen and must not be. */
    void run() {
        ids.forEach(this::start);
        time.pass(Duration.ofSeconds(3));
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SimClient(this, time, i));
        }
        time.after(POLL, this::poll);
        time.pass(Duration.ofSeconds(8));
        switch (faults) {
            case KILLS -> kills();
            case CUTS -> cuts();
            case ALL -> all();
        }
        if (faults == Faults.KILLS) {
            aNodeStaysAway();
        }
        quiet = true;
        note("all is healed");
        net.turn(CALM);
        net.heal();
        ids.stream().filter(id -> !node(id).isAlive()).forEach(this::start);
        time.pass(HEALED);
        nobodyIsMissingAndNobodyHasRisen();
        time.pass(EXPIRED);
        allShowTheSame();
        still = true;
    }

    /** What has happened until now, for whoever looks for a cause. */
    List<String> history() {
        return List.copyOf(history);
    }

    void note(String what) {
        history.add(time.millis() + " " + what);
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Whether clients make second connections to other nodes. */
    boolean isVisited() {
        return faults != Faults.KILLS;
    }

    /** A node that serves clients. */
    Optional<SimNode> anyNode() {
        List<SimNode> filled = nodes.values().stream().filter(SimNode::isFilled).toList();
        return filled.isEmpty()
                ? Optional.empty()
                : Optional.of(filled.get(random.nextInt(filled.size())));
    }

    /**
     * Whether somewhere lies a registration of the client that this node has not heard of, so that
     * nobody can say which was later, that or a deregistration here.
     */
    boolean hasUnheard(SimClient client, SimNode at) {
        Versions heard = at.digest().versions();
        return held(client).anyMatch(entry -> !heard.covers(entry.birth()));
    }

    /** What is left of a client, in memory, in a file, or on its way. */
    private Stream<Entry> held(SimClient client) {
        Stream<State> alive = nodes.values().stream().filter(SimNode::isAlive).map(SimNode::state);
        Stream<State> kept =
                folders.values().stream()
                        .flatMap(folder -> folder.picture().stream())
                        .map(Picture::state);
        Stream<State> sent =
                onTheWay.stream()
                        .filter(one -> time.millis() - one.atMillis() < HEALED.toMillis())
                        .map(Sent::state);
        return Stream.concat(alive, Stream.concat(kept, sent))
                .flatMap(state -> state.entries().stream())
                .filter(entry -> client.isShown(entry.value().published().instances()));
    }

    /**
     * What a node knew that was killed, and nobody else knows, may be lost with it: that a client
     * has gone, for example.
     */
    private void forget() {
        clients.stream()
                .filter(client -> client.wanted() == Wanted.OUT)
                .filter(client -> held(client).findAny().isPresent())
                .forEach(SimClient::fade);
    }

    /** A node has told a client that beats to register again. */
    void unknown(SimClient client, SimNode at) {
        boolean shown = present.contains(new Seen(at, client, client.registrations()));
        boolean stays = faults == Faults.CUTS && client.faithful;
        assertThat(shown && (faults == Faults.KILLS || stays))
                .as("%s is unknown at %s at %s ms", client.ip, at.id, time.millis())
                .isFalse();
    }

    private SimNode node(NodeId id) {
        return Optional.ofNullable(nodes.get(id)).orElseThrow();
    }

    private void start(NodeId id) {
        losses.ifPresent(dice -> lose(id, dice));
        Folder folder = folders.getOrDefault(id, Folder.EMPTY);
        forget();
        note(id + " starts picture=" + folder.picture().isPresent() + " n=" + folder.starts());
        nodes.put(id, new SimNode(time, net, ids, id, folder).awake(Duration.ZERO));
        folders.put(id, new Folder(folder.picture(), folder.starts() + 1));
    }

    /** Its folder is as it was at the end of an earlier run, or as before the first. */
    private void lose(NodeId id, Random dice) {
        List<Folder> old = backups.getOrDefault(id, List.of());
        if (!old.isEmpty() && dice.nextBoolean()) {
            folders.put(id, old.get(dice.nextInt(old.size())));
        }
    }

    private void kill(NodeId id) {
        SimNode node = node(id);
        if (node.isAlive()) {
            boolean told = random.nextInt(3) > 0;
            note(id + " is killed told=" + told);
            Folder left = new Folder(node.picture(), starts(id));
            folders.put(id, left);
            backups.computeIfAbsent(id, _ -> new ArrayList<>(List.of(Folder.EMPTY))).add(left);
            onTheWay.add(new Sent(time.millis(), node.state()));
            node.kill(told);
            net.leave(id, told);
        }
    }

    private long starts(NodeId id) {
        return folders.getOrDefault(id, Folder.EMPTY).starts();
    }

    private void kills() {
        for (int i = 0; i < 3; i++) {
            NodeId victim = ids.get(random.nextInt(ids.size()));
            kill(victim);
            time.pass(time.between(Duration.ofMillis(50), Duration.ofSeconds(20)));
            start(victim);
            time.pass(Duration.ofSeconds(12));
        }
    }

    /** Those who were connected to it and died with it are shown for a grace, and no longer. */
    private void aNodeStaysAway() {
        NodeId id = ids.get(random.nextInt(ids.size()));
        SimNode victim = node(id);
        List<SimClient> lost = clients.stream().filter(client -> client.isOn(victim)).toList();
        quiet = true;
        kill(id);
        lost.forEach(SimClient::perish);
        time.pass(GRACE);
        for (SimNode node : nodes.values()) {
            for (SimClient client : lost) {
                assertThat(node.isAlive() && client.isShown(node.shown(client.name)))
                        .as("%s, who died with %s, is shown at %s", client.ip, id, node.id)
                        .isFalse();
            }
        }
    }

    private void cuts() {
        for (int i = 0; i < 2; i++) {
            cut();
            time.pass(time.between(Duration.ofSeconds(1), Duration.ofSeconds(60)));
            note("heal");
            net.heal();
            time.pass(time.between(Duration.ofSeconds(1), Duration.ofSeconds(15)));
        }
    }

    private void cut() {
        NodeId lonely = ids.get(random.nextInt(ids.size()));
        SimNet.Cut kind = random.nextInt(3) == 0 ? SimNet.Cut.CLOSED : SimNet.Cut.DEAF;
        boolean both = random.nextInt(3) > 0;
        for (NodeId other : ids) {
            if (!other.equals(lonely) && random.nextInt(4) > 0) {
                note("cut " + lonely + " " + other + " " + kind + " both=" + both);
                net.cut(lonely, other, kind);
                if (both) {
                    net.cut(other, lonely, kind);
                }
            }
        }
    }

    private void all() {
        for (int i = 0; i < 8; i++) {
            NodeId one = ids.get(random.nextInt(ids.size()));
            switch (random.nextInt(5)) {
                case 0 -> kill(one);
                case 1, 2 -> ids.stream().filter(id -> !node(id).isAlive()).forEach(this::start);
                case 3 -> cut();
                default -> {
                    note("heal");
                    net.heal();
                }
            }
            time.pass(time.between(Duration.ofMillis(100), Duration.ofSeconds(15)));
        }
    }

    /** What must hold at every moment. */
    private void poll() {
        if (still) {
            return;
        }
        for (SimNode node : nodes.values()) {
            if (node.isFilled()) {
                clients.forEach(client -> look(node, client));
            }
        }
        time.after(POLL, this::poll);
    }

    private void look(SimNode node, SimClient client) {
        boolean shown = client.isShown(node.shown(client.name));
        Seen seen = new Seen(node, client, client.registrations());
        switch (client.wanted()) {
            case OUT -> {
                assertThat(shown && gone.contains(seen))
                        .as("%s has risen at %s at %s ms", client.ip, node.id, time.millis())
                        .isFalse();
                if (!shown && present.contains(seen) && client.isKnownToHaveLeft(node)) {
                    gone.add(seen);
                }
            }
            case IN -> {
                boolean newest =
                        node.shown(client.name).stream()
                                .anyMatch(
                                        one -> one.ip().equals(client.ip) && client.isNewest(one));
                if (newest) {
                    present.add(seen);
                } else if (shown) {
                    present.remove(seen);
                } else if (faults == Faults.KILLS) {
                    assertThat(present.contains(seen) || client.sinceMillis() > LATEST)
                            .as("%s is missing at %s at %s ms", client.ip, node.id, time.millis())
                            .isFalse();
                }
            }
            case OPEN, FADING -> {}
        }
    }

    private void nobodyIsMissingAndNobodyHasRisen() {
        for (SimNode node : nodes.values()) {
            assertThat(node.isFilled()).as("%s is filled", node.id).isTrue();
            for (SimClient client : clients) {
                boolean shown = client.isShown(node.shown(client.name));
                if (client.wanted() == Wanted.IN && client.sinceMillis() > 2_000) {
                    assertThat(shown).as("%s is shown at %s", client.ip, node.id).isTrue();
                }
                if (client.wanted() == Wanted.OUT && client.sinceMillis() > 2_000) {
                    assertThat(shown).as("%s is shown at %s", client.ip, node.id).isFalse();
                }
            }
        }
    }

    private void allShowTheSame() {
        SimNode first = node(ids.getFirst());
        for (SimNode node : nodes.values()) {
            for (int i = 0; i < SERVICES; i++) {
                ServiceName name = service(i);
                List<Instance> shown = node.shown(name);
                assertThat(shown)
                        .as("%s shows of %s what %s shows", node.id, name, first.id)
                        .isEqualTo(first.shown(name))
                        .allMatch(Instance::healthy)
                        .allMatch(one -> faults != Faults.KILLS || isNewest(one))
                        .extracting(Instance::ip)
                        .containsExactlyInAnyOrderElementsOf(
                                clients.stream()
                                        .filter(client -> client.name.equals(name))
                                        .filter(client -> client.wanted() == Wanted.IN)
                                        .map(client -> client.ip)
                                        .toList());
            }
            assertThat(node.digest()).isEqualTo(first.digest());
            assertThat(node.digest().versions().spans())
                    .as("%s does not count what is over", node.id)
                    .hasSizeLessThanOrEqualTo(2 * nodes.size());
        }
        assertThat(clients)
                .as("each knows what is wanted of it")
                .allMatch(client -> client.isDead() || client.wanted() != Wanted.OPEN);
    }

    private boolean isNewest(Instance instance) {
        return clients.stream()
                .filter(client -> client.ip.equals(instance.ip()))
                .allMatch(client -> client.isNewest(instance));
    }
}
