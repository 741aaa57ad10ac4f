package dev.pharos.server.front.udp;

import dev.pharos.server.front.listen.Listener;
import dev.pharos.server.front.listen.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * Sends datagrams that want to be acknowledged, from one socket, on which the acknowledgements come
 * back. One that is not acknowledged in time is sent once more; then it is given up. An
 * acknowledgement is known by the number of its packet alone: behind a translating router it comes
 * from another address than the one that was sent to.
 *
 * <p>Thread: any; never blocks.
 */
public final class UdpSender implements AutoCloseable {
    private static final int ZIPPED_FROM_BYTES = 1024;
    private static final int DATAGRAM_MAX_BYTES = 65_507;

    /**
     * Bounds of the engine.
     *
     * @param patience for an acknowledgement, each of the two times
     * @param pendingMax packets that wait for theirs; one more is sent, and not waited for
     */
    public record Limits(Duration patience, int pendingMax) {
        public static Limits standard() {
            return new Limits(Duration.ofSeconds(10), 1 << 16);
        }
    }

    /** What became of a packet: exactly one of the two, once, on an event loop. */
    public interface Fate {
        void acknowledged(Duration took);

        void lost();
    }

    private static final class Pending {
        private final Fate fate;
        private final long sentNanos = System.nanoTime();
        private Future<?> timer;
        private boolean sentAgain;

        Pending(Fate fate, Future<?> timer) {
            this.fate = fate;
            this.timer = timer;
        }

        Duration took() {
            return Duration.ofNanos(System.nanoTime() - sentNanos);
        }
    }

    private final Channel channel;
    private final Limits limits;
    private final Map<Long, Pending> pending = new HashMap<>();

    private UdpSender(
            Loops loops,
            InetSocketAddress address,
            Limits limits,
            Function<byte[], OptionalLong> acks)
            throws IOException {
        this.limits = limits;
        ChannelFuture bound =
                new Bootstrap()
                        .group(loops.group())
                        .channelFactory(loops.datagrams())
                        .handler(new Inbound(acks))
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw Listener.refused(
                    address, "of the UDP socket", Objects.requireNonNull(bound.cause()));
        }
        this.channel = bound.channel();
    }

    /**
     * Opens the socket. Blocks for a moment; never called on a loop.
     *
     * @param acks reads the number of the packet that a datagram acknowledges, if it does
     */
    public static UdpSender open(
            Loops loops,
            InetSocketAddress address,
            Limits limits,
            Function<byte[], OptionalLong> acks)
            throws IOException {
        return new UdpSender(loops, address, limits, acks);
    }

    /** The address of a receiver; absent when {@code ip} is a name, which is never looked up. */
    public static Optional<InetSocketAddress> receiver(String ip, int port) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(ip);
        return address == null || port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(address, port));
    }

    /** Where it sends from. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /**
     * Sends a packet, compressed when it is long.
     *
     * @param id the number by which it will be acknowledged; none is used twice
     */
    public void send(InetSocketAddress to, long id, byte[] plain, Fate fate) {
        byte[] bytes = plain.length < ZIPPED_FROM_BYTES ? plain : zipped(plain);
        if (bytes.length > DATAGRAM_MAX_BYTES) {
            fate.lost();
            return;
        }
        if (!onLoop(() -> begin(to, id, bytes, fate))) {
            fate.lost();
        }
    }

    /**
     * Gives a packet up whose news is old: it is not sent again. One that is acknowledged or lost
     * already stays so.
     */
    public void withdraw(long id) {
        var _ = onLoop(() -> take(id).ifPresent(packet -> packet.fate.lost()));
    }

    /** Sends no more; what was not acknowledged stays so. Blocks for a moment. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    /** Returns false when the loops have ended, and all sockets with them. */
    private boolean onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    private void begin(InetSocketAddress to, long id, byte[] bytes, Fate fate) {
        if (pending.size() < limits.pendingMax()) {
            pending.put(id, new Pending(fate, timer(to, id, bytes)));
        } else {
            fate.lost();
        }
        write(to, bytes);
    }

    private Future<?> timer(InetSocketAddress to, long id, byte[] bytes) {
        return channel.eventLoop()
                .schedule(
                        () -> overdue(to, id, bytes),
                        limits.patience().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** Takes a packet out whose fate is known; its timer would hold the bytes. */
    private Optional<Pending> take(long id) {
        Pending packet = pending.remove(id);
        if (packet != null) {
            packet.timer.cancel(false);
        }
        return Optional.ofNullable(packet);
    }

    private void overdue(InetSocketAddress to, long id, byte[] bytes) {
        Pending packet = pending.get(id);
        if (packet == null) {
            return;
        }
        if (packet.sentAgain) {
            pending.remove(id);
            packet.fate.lost();
        } else {
            packet.sentAgain = true;
            write(to, bytes);
            packet.timer = timer(to, id, bytes);
        }
    }

    /** A full socket drops it, as the network may: it is not acknowledged then. */
    private void write(InetSocketAddress to, byte[] bytes) {
        var _ = channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(bytes), to));
    }

    private static byte[] zipped(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2);
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Function<byte[], OptionalLong> acks;

        Inbound(Function<byte[], OptionalLong> acks) {
            this.acks = acks;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            byte[] bytes = new byte[packet.content().readableBytes()];
            packet.content().readBytes(bytes);
            OptionalLong id = acks.apply(bytes);
            if (id.isPresent()) {
                take(id.getAsLong()).ifPresent(known -> known.fate.acknowledged(known.took()));
            }
        }

        /** An unreachable receiver shows here; nothing to do about it. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
    }
}
