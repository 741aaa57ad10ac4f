package dev.pharos.testkit.golden.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import dev.pharos.testkit.golden.json.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Where a scenario listens: for pushes over UDP, and for probes of persistent instances over TCP.
 *
 * <p>The ports are named in its requests, so only one replay on a machine can have them at a time;
 * another waits.
 */
final class Listeners implements AutoCloseable {
    private static final Duration PORT_FREE = Duration.ofMinutes(2);
    private static final Duration PORT_ASKED_EVERY = Duration.ofMillis(200);
    private static final int DATAGRAM_MAX_BYTES = 65_536;
    private static final int BACKLOG = 64;

    /** Opens something at a port, which may be taken. */
    private interface Opening<T> {
        T open() throws IOException;
    }

    private final Pace pace;
    private final Map<String, DatagramSocket> datagrams = new LinkedHashMap<>();
    private final Map<Integer, ServerSocket> probed = new LinkedHashMap<>();

    Listeners(Pace pace) {
        this.pace = pace;
    }

    /** Opens, reads or closes a UDP socket; an answer comes of reading only. */
    Optional<Answer> udp(Step step) throws InterruptedException {
        String name = step.text("name").orElseThrow();
        switch (step.text("udp").orElseThrow()) {
            case "open" -> datagrams.put(name, whenFree(() -> udpSocket(step.number("port"))));
            case "recv" -> {
                DatagramSocket socket = datagrams.get(name);
                if (socket == null) {
                    throw new IllegalStateException(step.name() + ": no open socket " + name);
                }
                return Optional.of(receive(socket, step));
            }
            case "close" ->
                    Optional.ofNullable(datagrams.remove(name)).ifPresent(DatagramSocket::close);
            default -> throw new IllegalArgumentException("unknown step: " + step);
        }
        return Optional.empty();
    }

    /** Opens or closes a TCP port that greets nobody; an answer comes of closing only. */
    Optional<Answer> tcp(Step step) throws InterruptedException {
        int port = step.number("port");
        if (step.text("tcp").orElseThrow().equals("open")) {
            ServerSocket socket = whenFree(() -> tcpSocket(port));
            probed.put(port, socket);
            Thread.ofVirtual().start(() -> greet(socket));
            return Optional.empty();
        }
        Optional.ofNullable(probed.remove(port)).ifPresent(Listeners::close);
        return Optional.of(Answer.of(new Content.Nothing()));
    }

    @Override
    public void close() {
        datagrams.values().forEach(DatagramSocket::close);
        probed.values().forEach(Listeners::close);
    }

    private static Answer receive(DatagramSocket socket, Step step) {
        DatagramPacket packet =
                new DatagramPacket(new byte[DATAGRAM_MAX_BYTES], DATAGRAM_MAX_BYTES);
        try {
            socket.setSoTimeout((int) step.seconds("timeout", 10).toMillis());
            socket.receive(packet);
            Content content = Content.of(unpacked(packet), false);
            if (step.line().isTrue("ack")) {
                acknowledge(socket, packet, content);
            }
            return Answer.of(content);
        } catch (SocketTimeoutException _) {
            return Answer.failed(Optional.empty(), "no datagram");
        } catch (IOException failure) {
            throw new UncheckedIOException(step.name(), failure);
        }
    }

    private static byte[] unpacked(DatagramPacket packet) throws IOException {
        byte[] bytes = packet.getData();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes, 0, packet.getLength());
        boolean packed = (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
        return packed ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    }

    /** As a client of the 1.x line does. */
    private static void acknowledge(DatagramSocket socket, DatagramPacket push, Content content)
            throws IOException {
        Optional<Json> json = JsonReader.find(content.text());
        if (json.isPresent() && json.get() instanceof Json.Members told) {
            Map<String, Json> ack = new LinkedHashMap<>();
            ack.put("type", new Json.Text("push-ack"));
            String time = told.find("lastRefTime").map(Variables::plain).orElse("None");
            ack.put("lastRefTime", new Json.Text(time));
            ack.put("data", new Json.Text(""));
            byte[] bytes = JsonWriter.text(new Json.Members(ack)).getBytes(UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length, push.getSocketAddress()));
        }
    }

    private static DatagramSocket udpSocket(int port) throws IOException {
        return new DatagramSocket(port, InetAddress.getLoopbackAddress());
    }

    private static ServerSocket tcpSocket(int port) throws IOException {
        return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    }

    private <T> T whenFree(Opening<T> opening) throws InterruptedException {
        long deadlineNanos = pace.nanos() + PORT_FREE.toNanos();
        while (true) {
            try {
                return opening.open();
            } catch (IOException taken) {
                if (pace.nanos() > deadlineNanos) {
                    throw new UncheckedIOException("a port of the scenario is taken", taken);
                }
                pace.pause(PORT_ASKED_EVERY);
            }
        }
    }

    private static void greet(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket _ = socket.accept()) {
                // That it could connect is all a probe wants.
            } catch (IOException _) {
                // The port closed, or a probe was faster gone than greeted.
            }
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
