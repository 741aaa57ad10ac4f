package dev.pharos.testkit.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** One HTTP call on a connection of its own, sent in as many pieces as the test likes. */
final class RawCall implements Closeable {
    private static final int PATIENCE_SECONDS = 20;

    private final Socket socket;

    RawCall(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    /** A form of the configuration interface, whole; without asking for the connection's end. */
    static String form(String path, String headers, String body) {
        return "POST /nacos/v1/cs/"
                + path
                + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + headers
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    /** A long poll for a configuration of the group {@code g} that the caller does not have. */
    static String poll(String dataId) {
        return form(
                "configs/listener",
                "Long-Pulling-Timeout: 120000\r\n",
                "Listening-Configs=" + dataId + "%02g%02%01");
    }

    RawCall say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return this;
    }

    /** All that comes until the server ends the connection. */
    String untilEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
