package dev.pharos.testkit.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.replay.Answer;
import dev.pharos.testkit.golden.replay.Content;
import dev.pharos.testkit.golden.replay.Header;
import dev.pharos.testkit.golden.replay.Scenario;
import dev.pharos.testkit.golden.replay.Step;
import dev.pharos.testkit.golden.replay.Target;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A server that answers what was recorded, and only to requests that are, byte for byte, as
 * recorded: method, target, headers and body.
 */
final class Playback implements AutoCloseable {
    private static final int PACKED_FROM_BYTES = 1024;

    /** An answer, and the datagrams that follow it. */
    private record Turn(Answer answer, List<Push> pushes) {}

    private record Push(int port, String text) {}

    private final ServerSocket socket;
    private final Map<String, Deque<Turn>> turns = new ConcurrentHashMap<>();

    private Playback(ServerSocket socket) {
        this.socket = socket;
    }

    static Playback of(Scenario scenario, Map<String, Answer> recorded) {
        try {
            Playback playback =
                    new Playback(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
            playback.load(scenario, recorded);
            Thread.ofVirtual().start(playback::accept);
            return playback;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Target target() {
        return new Target("127.0.0.1", socket.getLocalPort());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void load(Scenario scenario, Map<String, Answer> recorded) {
        Map<String, Integer> ports = new ConcurrentHashMap<>();
        List<Push> pushes = new ArrayList<>();
        for (Step step : scenario.steps()) {
            Json.Members line = step.line();
            String name = line.text("name").orElse("");
            line.number("port").ifPresent(port -> ports.put(name, port.intValueExact()));
            Answer answer = recorded.get(step.name());
            if (answer == null) {
                continue;
            }
            if (answer.sent().isPresent()) {
                pushes = new ArrayList<>();
                turns.computeIfAbsent(key(answer.sent().get()), _ -> new ArrayDeque<>())
                        .add(new Turn(answer, pushes));
            } else if (line.text("udp").equals(Optional.of("recv"))) {
                int port = Optional.ofNullable(ports.get(name)).orElseThrow();
                pushes.add(new Push(port, answer.content().text()));
            }
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            Answer.Sent heard = Heard.read(new BufferedInputStream(connection.getInputStream()));
            Turn turn = next(heard);
            for (Push push : turn.pushes()) {
                send(push);
            }
            write(connection.getOutputStream(), turn.answer());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The last answer to a request stays, for those that are repeated until they fit. */
    private synchronized Turn next(Answer.Sent heard) {
        Deque<Turn> queue = turns.get(key(heard));
        if (queue == null) {
            Content surprise = new Content.Plain("not recorded: " + key(heard));
            return new Turn(new Answer(Optional.empty(), 599, List.of(), surprise, ""), List.of());
        }
        return queue.size() > 1 ? queue.remove() : queue.element();
    }

    /** The bytes of a zip depend on who packs it, so bodies of parts are not compared. */
    private static String key(Answer.Sent sent) {
        List<String> headers =
                sent.headers().stream().map(h -> h.name() + ": " + h.value()).toList();
        boolean parts = headers.stream().anyMatch(h -> h.contains("multipart/"));
        return String.join(
                "\n", sent.method(), sent.uri(), headers.toString(), parts ? "" : sent.body());
    }

    private static void send(Push push) throws IOException {
        byte[] bytes = push.text().getBytes(UTF_8);
        if (bytes.length >= PACKED_FROM_BYTES) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(bytes);
            }
            bytes = packed.toByteArray();
        }
        try (DatagramSocket udp = new DatagramSocket()) {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            udp.send(new DatagramPacket(bytes, bytes.length, loopback, push.port()));
        }
    }

    /** What was recorded as broken HTTP had the status 0. */
    private static void write(OutputStream out, Answer answer) throws IOException {
        byte[] body = body(answer.content());
        StringBuilder head = new StringBuilder("HTTP/1.1 ");
        head.append(answer.hasStatus() ? answer.status() : 0).append(" \r\n");
        for (Header header : answer.headers()) {
            if (!header.isCalled("Transfer-Encoding") && !header.isCalled("Content-Length")) {
                head.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        out.write(head.toString().getBytes(ISO_8859_1));
        out.write(body);
    }

    private static byte[] body(Content content) {
        return switch (content) {
            case Content.Plain(String text) -> text.getBytes(UTF_8);
            case Content.Archive(Map<String, String> entries, _) -> zipped(entries);
            case Content.Binary(String base64) -> Base64.getDecoder().decode(base64);
            case Content.Digest _, Content.Nothing _ -> new byte[0];
        };
    }

    private static byte[] zipped(Map<String, String> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(UTF_8));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }
}
