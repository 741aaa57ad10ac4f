package dev.pharos.server.front.grpc;

import dev.pharos.server.front.grpc.Complaints.Reason;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Listens for gRPC clients; every transport becomes a {@link Connection}. */
public final class GrpcServer implements AutoCloseable {
    private static final Attributes.Key<Connection> CONNECTION =
            Attributes.Key.create("pharos-connection");
    private static final int RESETS_WINDOW_SECONDS = 10;
    private static final Duration LOOK = Duration.ofMillis(5);

    /** For the last answers, and then for clients to take note of the end. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /** Fixed: one that grows with the distance would let a client send more ahead. */
    private static final int WINDOW_BYTES = 1 << 20;

    /** grpc reports each client's fault with a trace; held here, for loggers are held weakly. */
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc.netty");

    private static final PayloadMarshaller MARSHALLER = new PayloadMarshaller();
    private static final MethodDescriptor<Payload, Payload> REQUEST =
            method(MethodType.UNARY, "Request", "request");
    private static final MethodDescriptor<Payload, Payload> STREAM =
            method(MethodType.BIDI_STREAMING, "BiRequestStream", "requestBiStream");

    /**
     * Where to listen, and on whose threads.
     *
     * @param loops stay their owner's: they are not shut down with this server
     */
    public record Sockets(
            InetSocketAddress address,
            EventLoopGroup loops,
            ChannelFactory<? extends ServerChannel> channels) {}

    /** Hears of every unary request and its answer, for figures. On event loops: never blocks. */
    @FunctionalInterface
    public interface Calls {
        /** For who does not want to know. */
        Calls NONE = (_, _, _) -> {};

        /**
         * One request, answered.
         *
         * @param type one that this node knows, or {@code UNKNOWN}
         * @param errorCode 0 when it went well
         * @param nanos from its first byte to the answer put into the outbox
         */
        void answered(String type, int errorCode, long nanos);
    }

    /** What the classes of this package share. */
    record Parts(
            GrpcLimits limits,
            Dialect dialect,
            Set<String> types,
            Complaints complaints,
            Calls calls,
            AtomicBoolean ready,
            AtomicInteger inWork,
            AtomicLong arriving,
            AtomicLong unread) {

        /** Whether the dialect took it without a fault. */
        boolean tellDialect(Connection about, Consumer<Dialect> what) {
            try {
                what.accept(dialect);
                return true;
            } catch (RuntimeException e) {
                complaints.fault(Reason.DIALECT_FAILED, about, e);
                return false;
            }
        }
    }

    private final Parts parts;
    private final LongSupplier millis;
    private final Map<SocketAddress, Channel> accepted = new ConcurrentHashMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Server server;
    private final EventLoopGroup loops;
    private volatile @Nullable Future<?> flushing;

    /**
     * A server that does not listen yet.
     *
     * @param millis the time of day, for the ids of connections
     */
    public GrpcServer(
            Sockets sockets, GrpcLimits limits, Dialect dialect, Calls calls, LongSupplier millis) {
        GRPC_LOG.setLevel(Level.SEVERE);
        this.parts =
                new Parts(
                        limits,
                        dialect,
                        Set.copyOf(dialect.types()),
                        new Complaints(),
                        calls,
                        new AtomicBoolean(),
                        new AtomicInteger(),
                        new AtomicLong(),
                        new AtomicLong());
        this.millis = millis;
        this.server = build(sockets, limits.intake());
        this.loops = sockets.loops();
    }

    /** Listens from now on; requests are answered "starting" until {@link #ready}. */
    public void start() throws IOException {
        server.start();
        flushing =
                loops.scheduleWithFixedDelay(
                        parts.complaints()::flush,
                        Complaints.PAUSE_SECONDS,
                        Complaints.PAUSE_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Answers requests from now on. */
    public void ready() {
        parts.ready().set(true);
    }

    /** How many clients are connected. */
    public int connections() {
        return connections.size();
    }

    /** The port it listens on, also when the system chose it. */
    public int port() {
        return server.getPort();
    }

    /**
     * Stops listening, lets calls in work be answered, tells each client that the node ends, and
     * ends all connections; the dialect hears of each. May block for some seconds.
     */
    @Override
    public void close() {
        Future<?> ticking = flushing;
        if (ticking != null) {
            ticking.cancel(false);
        }
        server.shutdown();
        try {
            awaitAnswers();
            connections.forEach(each -> each.onLoop(() -> each.outbox().end("this node ends")));
            if (!server.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                parts.ready().set(false);
                server.shutdownNow();
                server.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        parts.complaints().flush();
    }

    private void awaitAnswers() {
        long until = System.nanoTime() + GOODBYE.toNanos();
        while (parts.inWork().get() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private Server build(Sockets sockets, GrpcLimits.Intake intake) {
        return NettyServerBuilder.forAddress(sockets.address())
                .channelFactory(() -> watched(sockets.channels().newChannel()))
                .bossEventLoopGroup(sockets.loops())
                .workerEventLoopGroup(sockets.loops())
                .directExecutor()
                .handshakeTimeout(
                        parts.limits().patience().setup().toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMessageSize(intake.messageMaxBytes())
                .maxConcurrentCallsPerConnection(intake.callsMax())
                .maxRstFramesPerWindow(intake.resetsMax(), RESETS_WINDOW_SECONDS)
                .permitKeepAliveTime(intake.pingEveryMin().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .flowControlWindow(WINDOW_BYTES)
                .addStreamTracerFactory(Arriving.Inbound.FACTORY)
                .addTransportFilter(new Transports())
                .addService(service(REQUEST, this::request))
                .addService(service(STREAM, this::stream))
                .build();
    }

    private ServerCall.Listener<Payload> request(
            ServerCall<Payload, Payload> call, Metadata headers) {
        return new UnaryCall(call, connection(call));
    }

    private ServerCall.Listener<Payload> stream(
            ServerCall<Payload, Payload> call, Metadata headers) {
        Connection connection = connection(call);
        if (parts.ready().get()) {
            return new PushStream(call, connection);
        }
        call.close(Status.OK, new Metadata());
        connection.close("a stream was opened while the server is starting");
        return new ServerCall.Listener<>() {};
    }

    private static Connection connection(ServerCall<?, ?> call) {
        return Objects.requireNonNull(call.getAttributes().get(CONNECTION));
    }

    /** grpc keeps its channels to itself; the listening channel sees them pass before. */
    private ServerChannel watched(ServerChannel listening) {
        listening
                .pipeline()
                .addFirst(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object child) {
                                if (child instanceof Channel channel) {
                                    remember(channel);
                                }
                                context.fireChannelRead(child);
                            }
                        });
        return listening;
    }

    private void remember(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        if (remote != null) {
            accepted.put(remote, channel);
            channel.closeFuture().addListener(_ -> accepted.remove(remote, channel));
        }
    }

    private final class Transports extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            if (!(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                    instanceof InetSocketAddress remote)) {
                throw new IllegalStateException("a transport without an address");
            }
            Channel channel = accepted.remove(remote);
            if (channel == null) {
                throw new IllegalStateException("a transport that was never accepted: " + remote);
            }
            String id = millis.getAsLong() + "_" + address(remote) + "_" + remote.getPort();
            Connection connection = new Connection(id, remote, channel, parts);
            connections.add(connection);
            connection.opened();
            return attributes.toBuilder().set(CONNECTION, connection).build();
        }

        @Override
        public void transportTerminated(@Nullable Attributes attributes) {
            // Null for a transport that never came as far as transportReady.
            Connection connection = attributes == null ? null : attributes.get(CONNECTION);
            if (connection != null) {
                connections.remove(connection);
                connection.onLoop(connection::ended);
            }
        }
    }

    private static String address(InetSocketAddress remote) {
        return remote.getAddress().getHostAddress();
    }

    private static ServerServiceDefinition service(
            MethodDescriptor<Payload, Payload> method, ServerCallHandler<Payload, Payload> calls) {
        String name = Objects.requireNonNull(method.getServiceName());
        return ServerServiceDefinition.builder(name).addMethod(method, calls).build();
    }

    private static MethodDescriptor<Payload, Payload> method(
            MethodType type, String service, String method) {
        return MethodDescriptor.<Payload, Payload>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .setRequestMarshaller(MARSHALLER)
                .setResponseMarshaller(MARSHALLER)
                .build();
    }
}
