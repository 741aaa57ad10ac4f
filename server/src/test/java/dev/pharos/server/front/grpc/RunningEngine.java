package dev.pharos.server.front.grpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A started engine on a free port with a dialect of the test's, and its probes. */
final class RunningEngine implements AutoCloseable {
    final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final GrpcServer server;
    private final List<RpcProbe> probes = new ArrayList<>();

    RunningEngine(GrpcLimits limits, Dialect dialect) {
        GrpcServer.Sockets sockets =
                new GrpcServer.Sockets(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        loops,
                        NioServerSocketChannel::new);
        server =
                new GrpcServer(
                        sockets, limits, dialect, GrpcServer.Calls.NONE, () -> 1_730_000_000_123L);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RunningEngine ready(GrpcLimits limits, Dialect dialect) {
        RunningEngine engine = new RunningEngine(limits, dialect);
        engine.server.ready();
        return engine;
    }

    RpcProbe probe() {
        RpcProbe probe = RpcProbe.to(server.port());
        probes.add(probe);
        return probe;
    }

    /** A bare socket to it, for what no gRPC client does; reading gives up after a while. */
    Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(RpcProbe.PATIENCE_SECONDS));
        return socket;
    }

    @Override
    public void close() {
        probes.forEach(RpcProbe::close);
        server.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** The standard limits, with little patience, but more than a busy machine takes to answer. */
    static GrpcLimits limits(Duration silence, Duration blocked) {
        GrpcLimits standard = GrpcLimits.standard();
        Duration quarter = Duration.ofMillis(250);
        Duration enough = Duration.ofSeconds(1);
        return new GrpcLimits(
                standard.intake(),
                standard.outbox(),
                new GrpcLimits.Patience(
                        enough, Duration.ofMillis(100), silence, enough, quarter, blocked));
    }
}
