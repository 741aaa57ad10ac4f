package dev.pharos.server.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pharos.core.health.Probing.Answer;
import dev.pharos.core.registry.Pool;
import dev.pharos.server.port.Prober;
import dev.pharos.server.port.World;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens a connection; over HTTP it also asks for a page and reads the first line of the answer,
 * from MySQL it reads the greeting.
 */
public final class SocketProber implements Prober {
    private static final int FIRST_LINE_MAX = 32;
    private static final int OK = 200;
    private static final int FOUND = 302;
    private static final int BUSY = 503;

    private final World world;

    public SocketProber(World world) {
        this.world = world;
    }

    /** When the time is over the socket is closed, whatever it waits for. */
    @Override
    public CompletionStage<Answer> probe(
            Pool.Checker checker, String ip, int port, Duration deadline) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Socket socket = new Socket();
        World.Timer timer =
                world.after(deadline, world.tasks(), () -> answer.complete(Answer.SILENT));
        var _ =
                answer.whenComplete(
                        (_, _) -> {
                            timer.cancel();
                            close(socket);
                        });
        world.tasks().execute(() -> answer.complete(ask(socket, checker, ip, port)));
        return answer;
    }

    private static Answer ask(Socket socket, Pool.Checker checker, String ip, int port) {
        try {
            socket.connect(new InetSocketAddress(ip, port));
            if (checker.type().equals("MYSQL")) {
                return MysqlGreeting.exchange(
                        socket, checker.properties().getOrDefault("user", ""));
            }
            if (!checker.type().equals("HTTP")) {
                return Answer.ALIVE;
            }
            socket.getOutputStream().write(request(checker, ip, port).getBytes(ISO_8859_1));
            return judge(status(socket.getInputStream()));
        } catch (ConnectException _) {
            return Answer.REFUSED;
        } catch (IOException | IllegalArgumentException _) {
            return Answer.SILENT; // too late, no such host, cut off, a port that is none
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is lost with it.
        }
    }

    /** Source: naming-v1 of Nacos 1.1–2.5: 503 and 302 may pass, any other code is a refusal. */
    private static Answer judge(int status) {
        return switch (status) {
            case OK -> Answer.ALIVE;
            case BUSY, FOUND, 0 -> Answer.SILENT;
            default -> Answer.REFUSED;
        };
    }

    private static String request(Pool.Checker checker, String ip, int port) {
        String path = printable(checker.properties().getOrDefault("path", ""));
        StringBuilder request = new StringBuilder("GET ");
        request.append(path.startsWith("/") ? path : "/" + path).append(" HTTP/1.1\r\n");
        boolean hasHost = false;
        for (String header : checker.properties().getOrDefault("headers", "").split("\\|", -1)) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                request.append(printable(header)).append("\r\n");
                hasHost |= header.substring(0, colon).strip().equalsIgnoreCase("host");
            }
        }
        if (!hasHost) {
            request.append("Host: ").append(printable(ip)).append(':').append(port).append("\r\n");
        }
        return request.append("Connection: close\r\n\r\n").toString();
    }

    /** What operators set never begins a line of its own. */
    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x1f\\x7f]", "");
    }

    /** The code in the first line; 0 when there is none. */
    private static int status(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= ' ' && line.length() < FIRST_LINE_MAX) {
            line.append((char) next);
            next = in.read();
        }
        String[] words = line.toString().split(" ", -1);
        boolean isAnswer = words.length > 1 && words[0].startsWith("HTTP/");
        return isAnswer && words[1].matches("[1-5][0-9][0-9]") ? Integer.parseInt(words[1]) : 0;
    }
}
