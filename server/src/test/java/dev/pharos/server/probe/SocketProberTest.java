package dev.pharos.server.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.health.Probing.Answer;
import dev.pharos.core.registry.Pool;
import dev.pharos.server.boot.SystemWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SocketProberTest {
    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final SocketProber prober = new SocketProber(world);
    private ServerSocket server = new ServerSocket();

    SocketProberTest() throws IOException {}

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        server.close();
    }

    @Test
    void anOpenPortLivesAndAClosedOneRefuses() throws IOException {
        assertThat(ask(Pool.Checker.TCP)).isEqualTo(Answer.ALIVE);
        server.close();
        assertThat(ask(Pool.Checker.TCP)).isEqualTo(Answer.REFUSED);
        assertThat(ask(http(Map.of()))).isEqualTo(Answer.REFUSED);
    }

    @Test
    void theStatusDecides() {
        assertThat(answered("HTTP/1.1 200 OK\r\n\r\n")).isEqualTo(Answer.ALIVE);
        assertThat(answered("HTTP/1.0 503 Busy\r\n\r\n")).isEqualTo(Answer.SILENT);
        assertThat(answered("HTTP/1.1 302 Found\r\n\r\n")).isEqualTo(Answer.SILENT);
        assertThat(answered("HTTP/1.1 404 Not Found\r\n\r\n")).isEqualTo(Answer.REFUSED);
        assertThat(answered("SSH-2.0\r\n")).isEqualTo(Answer.SILENT);
        assertThat(answered("")).isEqualTo(Answer.SILENT);
    }

    @Test
    void aServerThatSaysNothingIsSilentInTime() {
        assertThat(ask(http(Map.of()))).isEqualTo(Answer.SILENT);
    }

    @Test
    void aMysqlServerThatGreetsLivesAndIsLoggedInToSoThatItDoesNotBarUs() {
        byte[] greeting = packet(0, "\n8.4.0\0rest of the greeting");
        CompletableFuture<byte[]> login =
                CompletableFuture.supplyAsync(() -> greet(greeting), SocketProberTest::start);

        assertThat(ask(mysql("probe"))).isEqualTo(Answer.ALIVE);
        byte[] sent = login.join();
        assertThat(sent[0]).isEqualTo((byte) (sent.length - 4));
        assertThat(sent[3]).isEqualTo((byte) 1);
        assertThat(new String(sent, ISO_8859_1)).endsWith("probe\0\0");
    }

    @Test
    void aMysqlServerThatRefusesToGreetOrSaysNothingIsSilent() {
        byte[] full = packet(0, "\u00ff\u0010\u0004Too many connections");
        start(() -> greet(full));
        assertThat(ask(mysql(""))).isEqualTo(Answer.SILENT);
        start(() -> greet("SSH-2.0-OpenSSH_9.2\r\n".getBytes(ISO_8859_1)));
        assertThat(ask(mysql(""))).isEqualTo(Answer.SILENT);
        assertThat(ask(mysql(""))).isEqualTo(Answer.SILENT);
    }

    private byte[] greet(byte[] greeting) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(greeting);
            byte[] login = new byte[1024];
            return Arrays.copyOf(login, Math.max(0, socket.getInputStream().read(login)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] packet(int number, String text) {
        byte[] bytes = ("\0\0\0\0" + text).getBytes(ISO_8859_1);
        bytes[0] = (byte) text.length();
        bytes[3] = (byte) number;
        return bytes;
    }

    private static Pool.Checker mysql(String user) {
        return new Pool.Checker("MYSQL", new TreeMap<>(Map.of("user", user)));
    }

    private static void start(Runnable task) {
        Thread.ofVirtual().start(task);
    }

    @Test
    void pathAndHeadersAreSentAndNoneBeginsALineOfItsOwn() {
        CompletableFuture<String> request = serve("HTTP/1.1 200 OK\r\n\r\n");
        Pool.Checker checker =
                http(Map.of("path", "/a\r\nEvil: 1", "headers", "Host:h|X-A: b\r\nEvil: 2"));

        assertThat(ask(checker)).isEqualTo(Answer.ALIVE);
        assertThat(request.join())
                .isEqualTo(
                        "GET /aEvil: 1 HTTP/1.1\r\nHost:h\r\nX-A: bEvil: 2\r\nConnection:"
                                + " close\r\n\r\n");
    }

    private Answer answered(String text) {
        CompletableFuture<String> request = serve(text);
        Answer answer = ask(http(Map.of("path", "ping")));
        assertThat(request.join())
                .startsWith("GET /ping HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort());
        return answer;
    }

    /** Answers one call, and tells what was asked. */
    private CompletableFuture<String> serve(String text) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Socket socket = server.accept()) {
                        byte[] request = new byte[1024];
                        int length = socket.getInputStream().read(request);
                        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
                        return new String(request, 0, length, ISO_8859_1);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private Answer ask(Pool.Checker checker) {
        return prober.probe(checker, "127.0.0.1", server.getLocalPort(), Duration.ofMillis(500))
                .toCompletableFuture()
                .join();
    }

    private static Pool.Checker http(Map<String, String> properties) {
        return new Pool.Checker("HTTP", new TreeMap<>(properties));
    }
}
