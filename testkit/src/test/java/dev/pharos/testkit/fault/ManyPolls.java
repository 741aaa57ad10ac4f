package dev.pharos.testkit.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/** Long polls of very many callers, each on a connection of its own, served by one thread. */
final class ManyPolls implements Closeable {
    private static final int AT_A_TIME = 500;

    private final Selector selector = Selector.open();
    private final ByteBuffer request;
    private final InetSocketAddress address;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final int count;
    private int opened;

    ManyPolls(int port, int count, String dataId) throws IOException {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.count = count;
        this.request = ByteBuffer.wrap(RawCall.poll(dataId).getBytes(UTF_8));
        Thread.ofPlatform().daemon().name("many-polls").start(this::run);
    }

    /** How many have sent their request. */
    int sent() {
        return sent.get();
    }

    /** How many have been told that the configuration has changed. */
    int told() {
        return told.get();
    }

    /** How many have been told anything else, or were cut. */
    int lost() {
        return lost.get();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                while (opened < count && opened - sent.get() - lost.get() < AT_A_TIME) {
                    open();
                }
                selector.select(this::serve, 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClosedSelectorException _) {
            // The test is over.
        }
    }

    private void open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_CONNECT);
        channel.connect(address);
        opened++;
    }

    private void serve(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(request.duplicate()); // far smaller than any socket's buffer
                key.interestOps(SelectionKey.OP_READ);
                sent.incrementAndGet();
            } else if (key.isReadable()) {
                read(channel);
            }
        } catch (IOException _) {
            lost.incrementAndGet();
            key.cancel();
        }
    }

    /** An answer comes in one piece, being small; with it the connection has done its work. */
    private void read(SocketChannel channel) throws IOException {
        buffer.clear();
        int length = channel.read(buffer);
        String text = length < 0 ? "" : new String(buffer.array(), 0, length, UTF_8);
        if (text.startsWith("HTTP/1.1 200 ") && text.contains("%02g%01")) {
            told.incrementAndGet();
        } else {
            lost.incrementAndGet();
        }
        channel.close();
    }
}
