package dev.pharos.server.cluster.peer;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.PeerLink;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets other nodes in: those that belong here, and each once. */
final class Reception implements Incoming.Door {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final int ENTERED_MAX = 256;
    private static final int REFUSALS_SAID_MAX = 256;

    private final Equipment equipment;
    private final Supplier<Greeting> self;
    private final Predicate<InetAddress> expected;
    private final Consumer<Greeting> heardOf;
    private final Lobby lobby;

    /** All that are open, also those of strangers. */
    private final Set<Incoming> connections = ConcurrentHashMap.newKeySet();

    /** Those that have shown who they are. */
    private final Set<Incoming> entered = ConcurrentHashMap.newKeySet();

    private final ConcurrentMap<NodeId, Visitor> visitors = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, PeerLink.Answering> answering = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> refused = new ConcurrentHashMap<>();
    private @Nullable Channel listening;

    private record Visitor(Greeting greeting, Incoming visit) {}

    /**
     * Nobody is let in yet.
     *
     * @param self what this node says of itself now
     * @param expected whether somebody may come from this address without a secret
     * @param heardOf told of who has come or gone
     */
    Reception(
            Equipment equipment,
            Supplier<Greeting> self,
            Predicate<InetAddress> expected,
            Consumer<Greeting> heardOf) {
        this.equipment = equipment;
        this.self = self;
        this.expected = expected;
        this.heardOf = heardOf;
        this.lobby = new Lobby(expected);
    }

    void open(EventLoopGroup loops) throws IOException {
        PeerSettings settings = equipment.settings();
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        connected(channel);
                                    }
                                })
                        .bind(settings.bind())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "the port of the peers "
                            + settings.bind().getPort()
                            + " cannot be had: "
                            + bound.cause().getMessage()
                            + " (key "
                            + settings.key()
                            + "; expected: a free port)",
                    bound.cause());
        }
        listening = bound.channel();
    }

    int port() {
        Channel channel = listening;
        return channel == null ? 0 : ((InetSocketAddress) channel.localAddress()).getPort();
    }

    List<Greeting> callers() {
        return visitors.values().stream().map(Visitor::greeting).toList();
    }

    void answer(PeerLink.Topic topic, PeerLink.Answering room) {
        answering.put(topic.number(), room);
    }

    /** Ends the visits of nodes that belong to another cluster. */
    void part() {
        for (Visitor visitor : visitors.values()) {
            if (visitor.greeting().isStrangerTo(self.get())) {
                visitor.visit().cut();
            }
        }
    }

    /** Ends all visits; whoever belongs here comes again. */
    void cut() {
        connections.forEach(Incoming::cut);
    }

    void close() {
        Channel channel = listening;
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
        cut();
    }

    private void connected(Channel channel) {
        Incoming visit = new Incoming(equipment, this, channel);
        connections.add(visit);
        lobby.enter(channel, ((InetSocketAddress) channel.remoteAddress()).getAddress());
        channel.closeFuture()
                .addListener(
                        _ -> {
                            connections.remove(visit);
                            lobby.leave(channel);
                        });
        channel.pipeline().addLast(new FrameCodec(), visit);
    }

    @Override
    public Greeting self() {
        return self.get();
    }

    @Override
    public Optional<String> refusal(Greeting greeting, InetSocketAddress remote) {
        Greeting own = self.get();
        String why = "";
        if (greeting.isCopyOf(own)) {
            why =
                    "the node at "
                            + own.address()
                            + " goes by the node id "
                            + own.id()
                            + " too: one of the two has a copy of the other's data folder";
        } else if (greeting.isStrangerTo(own)) {
            why =
                    "the node at "
                            + own.address()
                            + " belongs to the cluster "
                            + own.cluster().orElseThrow()
                            + ", and the one at "
                            + greeting.address()
                            + " to "
                            + greeting.cluster().orElseThrow();
        } else if (!equipment.secret().isSet() && !expected.test(remote.getAddress())) {
            why =
                    remote.getAddress().getHostAddress()
                            + " is not in the list of the node at "
                            + own.address()
                            + "; a secret that all nodes share (key pharos.cluster.secret) lets"
                            + " others in";
        }
        if (why.isEmpty()) {
            return Optional.empty();
        }
        if (refused.size() < REFUSALS_SAID_MAX && refused.putIfAbsent(why, true) == null) {
            LOG.warn("refused: {}", why);
        }
        return Optional.of(why);
    }

    /** A run that came first stays; a run that is over has lost its connection by then. */
    @Override
    public Optional<String> entered(Greeting greeting, Incoming visit) {
        if (entered.size() >= ENTERED_MAX) {
            return Optional.of(ENTERED_MAX + " nodes are connected already");
        }
        Visitor now = new Visitor(greeting, visit);
        Visitor is =
                visitors.compute(
                        greeting.id(),
                        (_, before) ->
                                before == null || !before.greeting().isCopyOf(greeting)
                                        ? now
                                        : before);
        if (!now.equals(is)) {
            return Optional.of(
                    "another process goes by the node id " + greeting.id() + ", and lives");
        }
        lobby.leave(visit.channel());
        entered.add(visit);
        heardOf.accept(greeting);
        return Optional.empty();
    }

    @Override
    public void left(Greeting greeting, Incoming visit) {
        entered.remove(visit);
        if (visitors.remove(greeting.id(), new Visitor(greeting, visit))) {
            heardOf.accept(greeting);
        }
    }

    @Override
    public Optional<PeerLink.Answering> answering(int topic) {
        return Optional.ofNullable(answering.get(topic));
    }
}
