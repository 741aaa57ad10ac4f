package dev.pharos.server.boot.company;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.sync.Origin;
import dev.pharos.server.cluster.member.Group;
import dev.pharos.server.cluster.member.Leaderless;
import dev.pharos.server.cluster.member.Ledger;
import dev.pharos.server.cluster.member.Lists;
import dev.pharos.server.cluster.member.Members;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.PeerSettings;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.Founding;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.finding.Findings;
import dev.pharos.server.settings.ClusterKeys;
import dev.pharos.server.telemetry.meter.PeerMeter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other nodes, as far as one has to do with them. */
public final class Company implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.cluster");
    private static final String PORT_OPEN = "peer-port-open";
    private static final Duration PING = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Peers peers;
    private final Findings findings;
    private final Members members;
    private final Lists lists;
    private final Greeting self;
    private final Origin run;

    private Company(World world, Plan plan, Path ledger, NodeId id, Findings findings)
            throws IOException {
        this.findings = findings;
        this.lists = Lists.open(world, plan.lists(), Company::addresses);
        Seat seat = Seat.of(plan, lists.now().nodes(), plan.told());
        this.self =
                new Greeting(
                        id,
                        world.random().nextLong(),
                        Optional.empty(),
                        seat.address(),
                        plan.grpcPort(),
                        seat.bind().getPort());
        this.run = Origin.of(id, new StartsFile(folder(ledger)).next(), self.boot());
        Ledger page = Ledger.open(ledger);
        SecretFile made = new SecretFile(folder(ledger));
        Optional<String> secret = secret(plan, page.page(), made);
        PeerSettings settings =
                new PeerSettings(
                        seat.bind(), ClusterKeys.PEER_PORT_OFFSET.name(), secret, PING, SILENCE);
        this.peers = Peers.open(world, settings, self);
        this.members =
                new Members(
                        world,
                        new Members.Sources(peers, self, lists, page, () -> founded(plan, made)),
                        Members.Pace.standard(plan.portOffset()));
        LOG.info(
                "node={} at={} peers={} list={} source=\"{}\"",
                id,
                self.address(),
                seat.bind(),
                lists.now().nodes(),
                lists.now().source());
        if (secret.isEmpty() && seat.isOpen()) {
            findings.report(
                    new Findings.Finding(
                            PORT_OPEN,
                            port(),
                            "the port for other nodes is open: whoever calls from this machine or"
                                    + " from a listed address is taken for a node",
                            "give all nodes the same secret, as the key "
                                    + ClusterKeys.CLUSTER_SECRET
                                    + " or as pharos cluster token prints it, and start them"
                                    + " again"));
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    }

    private String port() {
        return "port " + peers.port() + " of " + self.address();
    }

    /** One that was made counts from the founding on: before it nobody else can have it. */
    private static Optional<String> secret(Plan plan, Ledger.Page page, SecretFile made)
            throws IOException {
        return plan.makesSecret() && page.cluster().isPresent() ? made.read() : plan.secret();
    }

    private void founded(Plan plan, SecretFile file) throws IOException {
        if (plan.makesSecret()) {
            peers.secret(file.make());
            findings.withdraw(PORT_OPEN, port());
            LOG.info(
                    "the cluster has a secret, in {}: pharos cluster token prints it for the"
                            + " settings of other nodes",
                    file);
        }
    }

    /**
     * Listens for others, and takes no part yet.
     *
     * @param ledger the file in which it is remembered
     * @param id of this node
     * @param findings hears when strangers may call
     * @throws IOException in one line, what is wrong with the list, the file, or the port
     */
    public static Company open(World world, Plan plan, Path ledger, NodeId id, Findings findings)
            throws IOException {
        return new Company(world, plan, ledger, id, findings);
    }

    /**
     * Whether what a folder has can be gone on with by a node alone.
     *
     * @throws IOException in one line, why not: it belongs to a cluster of several
     */
    public static void requireAlone(Path ledger, NodeId id) throws IOException {
        Ledger.Page page = Ledger.open(ledger).page();
        boolean alone = page.known().keySet().stream().allMatch(id::equals);
        if (page.stage() == Ledger.Stage.JOINING || !alone) {
            throw new IOException(
                    "the data folder "
                            + ledger.toAbsolutePath().getParent()
                            + " is that of a node of the cluster "
                            + page.cluster().orElse("")
                            + ", whose other nodes are at "
                            + page.known().entrySet().stream()
                                    .filter(one -> !one.getKey().equals(id))
                                    .map(one -> one.getValue().toString())
                                    .toList()
                            + " (expected: the mode cluster, or another data folder)");
        }
    }

    private static List<String> addresses(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    /** Messages to the others. */
    public PeerLink link() {
        return peers;
    }

    /** How long they take to answer. */
    public PeerMeter meter() {
        return peers.meter();
    }

    /** Who they are, and how they stand. */
    public ClusterView view() {
        return members.view();
    }

    /** What an operator can say before they are a cluster. */
    public Founding founding() {
        return members;
    }

    /** Why none of them leads, when none does. */
    public Leaderless leaderless() {
        return members.leaderless();
    }

    /** What this node says of itself. */
    public Greeting self() {
        return self;
    }

    /** This start of this node, as far as it knows. */
    public Origin run() {
        return run;
    }

    /**
     * From now on is one of them, or on the way to it. Blocks for a moment.
     *
     * @param hasData whether the group's folder has something in it
     * @throws IOException in one line, why this node cannot take part as it is
     */
    public void begin(Group group, boolean hasData) throws IOException {
        members.begin(group, hasData);
    }

    @Override
    public void close() {
        members.close();
        peers.close();
    }
}
