package dev.pharos.server.cluster.peer;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.telemetry.meter.PeerMeter;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The links of this node to its peers. Each node dials each other: its own messages go out on the
 * connection that it made itself, and answers come back on it, so a connection has one direction of
 * asking, and an order.
 */
public final class Peers implements PeerLink, AutoCloseable {
    private static final int THREADS = 2;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int UNSENT_LOW_BYTES = 4 << 20;
    private static final int UNSENT_HIGH_BYTES = 2 * MESSAGE_MAX;
    private static final Duration CLOSING_MAX = Duration.ofSeconds(2);

    private final Equipment equipment;
    private final EventLoopGroup loops;
    private final Bootstrap dialling;
    private final Reception reception;
    private final Board board = new Board();
    private final Map<Target, Line> lines = new LinkedHashMap<>();
    private final ConcurrentMap<NodeId, Outgoing> routes = new ConcurrentHashMap<>();
    private final ConcurrentMap<Outgoing, NodeId> open = new ConcurrentHashMap<>();
    private final List<Reach> reaches = new CopyOnWriteArrayList<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Greeting self;

    private Peers(World world, PeerSettings settings, Greeting self) throws IOException {
        this.equipment =
                new Equipment(world, settings, new Secret(settings.secret()), new PeerMeter());
        this.self = self;
        this.loops =
                new MultiThreadIoEventLoopGroup(
                        THREADS,
                        new DefaultThreadFactory("pharos-peer", true),
                        NioIoHandler.newFactory());
        this.dialling =
                new Bootstrap()
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(UNSENT_LOW_BYTES, UNSENT_HIGH_BYTES));
        this.reception = new Reception(equipment, () -> this.self, this::expects, this::heardOf);
        try {
            reception.open(loops);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Listens, and reaches nobody yet. Blocks for a moment.
     *
     * @param self what this node says of itself
     * @throws IOException in one line, why the port cannot be had
     */
    public static Peers open(World world, PeerSettings settings, Greeting self) throws IOException {
        return new Peers(world, settings, self);
    }

    /** How long peers take to answer. */
    public PeerMeter meter() {
        return equipment.meter();
    }

    /** Where peers are let in, also when the system chose it. */
    public int port() {
        return reception.port();
    }

    /** From now on keeps a line to each of these, and to no other. */
    public void seek(Collection<Target> targets) {
        synchronized (lines) {
            lines.entrySet()
                    .removeIf(
                            entry -> {
                                boolean gone = !targets.contains(entry.getKey());
                                if (gone) {
                                    entry.getValue().close("it is not looked for any more");
                                }
                                return gone;
                            });
            for (Target target : targets) {
                if (!lines.containsKey(target)) {
                    Line line = new Line(target, equipment, loops.next(), dialling, board);
                    lines.put(target, line);
                    line.start();
                }
            }
        }
    }

    /** What is known of each target, in the order in which they came to be looked for. */
    public List<Met> met() {
        synchronized (lines) {
            return lines.values().stream().map(Line::met).toList();
        }
    }

    /** The nodes that have a connection to this one now, whether or not it looks for them. */
    public List<Greeting> callers() {
        return reception.callers();
    }

    /** Has {@code told} run after each change of {@link #met} or {@link #callers}. */
    public void follow(Runnable told) {
        followers.add(told);
    }

    /** This node belongs to a cluster; links to nodes of another one end. */
    public void cluster(String id) {
        self = self.in(id);
        reception.part();
        synchronized (lines) {
            lines.values().forEach(line -> line.part(self));
        }
    }

    /** From now on only who knows this is let in, and all begin anew. */
    public void secret(String known) {
        equipment.secret().become(known);
        reception.cut();
        synchronized (lines) {
            lines.values().forEach(line -> line.cut("its cluster has a secret now"));
        }
    }

    @Override
    public void answer(Topic topic, Answering answering) {
        reception.answer(topic, answering);
    }

    @Override
    public boolean reaches(NodeId peer) {
        return routes.containsKey(peer);
    }

    @Override
    public void tell(NodeId peer, Topic topic, byte[] message) {
        Outgoing route = routes.get(peer);
        if (route != null && message.length <= MESSAGE_MAX) {
            route.tell(topic, message);
        }
    }

    @Override
    public CompletionStage<byte[]> ask(
            NodeId peer, Topic topic, byte[] message, Duration patience) {
        Outgoing route = routes.get(peer);
        if (route == null) {
            return unreached("no connection to the node " + peer);
        }
        if (message.length > MESSAGE_MAX) {
            return unreached(
                    "a message of "
                            + message.length
                            + " bytes (expected: at most "
                            + MESSAGE_MAX
                            + ")");
        }
        return route.ask(topic, message, patience);
    }

    @Override
    public void follow(Reach reach) {
        reaches.add(reach);
    }

    /** Cuts all. Blocks for a moment. */
    @Override
    public void close() {
        seek(List.of());
        reception.close();
        loops.shutdownGracefully(0, CLOSING_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSING_MAX.toMillis());
    }

    static CompletionStage<byte[]> unreached(String why) {
        return CompletableFuture.failedStage(new Unreached(why));
    }

    /** Of this machine, or where others are looked for. */
    private boolean expects(InetAddress remote) {
        synchronized (lines) {
            return remote.isLoopbackAddress()
                    || lines.values().stream().anyMatch(line -> line.leadsTo(remote));
        }
    }

    /** A node that was not reached a moment ago has come by itself. */
    private void heardOf(Greeting greeting) {
        synchronized (lines) {
            lines.values().forEach(line -> line.hurry(greeting));
        }
        followers.forEach(Runnable::run);
    }

    /** Connects node ids to lines: the first of a node's lines carries its messages. */
    private final class Board implements Line.Switchboard {
        @Override
        public Greeting self() {
            return self;
        }

        @Override
        public void opened(NodeId node, Outgoing outgoing) {
            open.put(outgoing, node);
            if (routes.putIfAbsent(node, outgoing) == null) {
                reaches.forEach(reach -> reach.changed(node, true));
            }
        }

        @Override
        public void lost(Outgoing outgoing) {
            NodeId node = open.remove(outgoing);
            if (node == null || !routes.remove(node, outgoing)) {
                return;
            }
            for (Map.Entry<Outgoing, NodeId> other : open.entrySet()) {
                if (other.getValue().equals(node)) {
                    routes.putIfAbsent(node, other.getKey());
                }
            }
            if (!routes.containsKey(node)) {
                reaches.forEach(reach -> reach.changed(node, false));
            }
        }

        @Override
        public void changed() {
            followers.forEach(Runnable::run);
        }
    }
}
