package dev.pharos.server.front.http;

import dev.pharos.server.front.listen.Listener;
import dev.pharos.server.front.listen.Loops;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Listens for HTTP/1.1 callers and answers them through a {@link Router}. */
public final class HttpServer implements AutoCloseable {
    private final Loops loops;
    private final Exchange.Parts parts;
    private volatile @Nullable Listener listener;

    /**
     * A server that does not listen yet.
     *
     * @param loops stay their owner's: they are not shut down with this server
     */
    public HttpServer(Loops loops, HttpLimits limits, Router router, Accesses accesses) {
        this.loops = loops;
        this.parts = new Exchange.Parts(limits, router, accesses);
    }

    /**
     * Listens from now on. Called once.
     *
     * @param key the setting that names the port, for the message when it is taken
     * @return the port, also when the system chose it
     */
    public int start(InetSocketAddress address, String key) throws IOException {
        Listener bound = Listener.bind(loops, address, key, new Greeting());
        listener = bound;
        return bound.port();
    }

    /**
     * Accepts no more, lets calls in work be answered, and closes what is left after the patience.
     * Blocks.
     */
    public void drain(Duration patience) {
        Listener bound = listener;
        if (bound != null) {
            bound.close();
        }
    }

    /** {@link #drain} without patience. */
    @Override
    public void close() {
        drain(Duration.ZERO);
    }

    private final class Greeting extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new HttpRequestDecoder(), new Exchange(parts));
        }
    }
}
