package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A caller that says exactly what the test says, byte for byte. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    record Answer(int status, Map<String, String> headers, String body) {
        boolean closes() {
            return "close".equals(headers.get("connection"));
        }
    }

    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Wire say(String text) throws IOException {
        return say(text.getBytes(UTF_8));
    }

    Wire say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** A whole request without a body. */
    Wire ask(String method, String uri) throws IOException {
        return say(method + " " + uri + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** A whole request with a body. */
    Wire ask(String method, String uri, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        String typed = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        String line = method + " " + uri + " HTTP/1.1\r\nHost: x\r\n";
        return say(line + typed + "Content-Length: " + bytes.length + "\r\n\r\n" + body);
    }

    /** Says no more, and can still listen. */
    Wire shutOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Answer answer() throws IOException {
        return answer(true);
    }

    /** The answer to HEAD, or to what has no body whatever its length says. */
    Answer answerWithoutBody() throws IOException {
        return answer(false);
    }

    /** Waits for the other side to say no more; what it still said is lost. */
    boolean isEnded() throws IOException {
        try {
            while (in.read() >= 0) {
                // whatever it is
            }
            return true;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return true;
        }
    }

    /** Whether the other side says anything within the patience. */
    boolean hears(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        in.mark(1);
        try {
            boolean heard = in.read() >= 0;
            in.reset();
            return heard;
        } catch (SocketTimeoutException _) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Closes in a way that the other side sees as a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Answer answer(boolean withBody) throws IOException {
        String[] first = line().split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("body ends after " + body.length + " of " + length + " bytes");
        }
        return new Answer(Integer.parseInt(first[1]), headers, new String(body, UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("ended after: " + line);
            }
            line.append(new String(new byte[] {(byte) b}, ISO_8859_1));
        }
        return line.toString().strip();
    }
}
