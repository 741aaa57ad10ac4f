package dev.pharos.testkit.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An address that behaves in one of the ways in which addresses do. */
final class ProbeTarget implements Closeable {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int FILLERS = 16;

    private final Deque<Closeable> open = new ArrayDeque<>();
    private final int port;

    private ProbeTarget(ServerSocket server) {
        open.push(server);
        this.port = server.getLocalPort();
    }

    private ProbeTarget(Socket held) {
        open.push(held);
        this.port = held.getLocalPort();
    }

    /** Takes connections, and answers what is asked over HTTP. */
    static ProbeTarget living() throws IOException {
        return answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0);
    }

    /** Has its port, so that nobody else gets it, and does not listen there. */
    static ProbeTarget refusing() throws IOException {
        Socket held = new Socket();
        held.bind(new InetSocketAddress(HERE, 0));
        return new ProbeTarget(held);
    }

    /** Takes connections and never says or reads a thing. */
    static ProbeTarget silent() throws IOException {
        return new ProbeTarget(new ServerSocket(0, 50, HERE));
    }

    /** Says the beginning of an answer after a while, and then nothing more. */
    static ProbeTarget hesitant(long afterMillis) throws IOException {
        return answering("H", afterMillis);
    }

    /** Takes no connection any more: those that it does not look at are too many already. */
    static ProbeTarget full() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, HERE);
        ProbeTarget target = new ProbeTarget(server);
        for (int i = 0; i < FILLERS; i++) {
            Socket filler = new Socket();
            target.open.push(filler);
            try {
                filler.connect(server.getLocalSocketAddress(), 100);
            } catch (IOException _) {
                return target;
            }
        }
        throw new IllegalStateException("a backlog of 1 took " + FILLERS + " connections");
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private static ProbeTarget answering(String text, long afterMillis) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, HERE);
        ProbeTarget target = new ProbeTarget(server);
        Thread.ofVirtual().start(() -> target.serve(server, text, afterMillis));
        return target;
    }

    private void serve(ServerSocket server, String text, long afterMillis) {
        try {
            while (!server.isClosed()) {
                Socket caller = server.accept();
                var _ = caller.getInputStream().read();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(afterMillis));
                caller.getOutputStream().write(text.getBytes(ISO_8859_1));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }
}
