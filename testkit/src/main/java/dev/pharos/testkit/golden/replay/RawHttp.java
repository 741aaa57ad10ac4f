package dev.pharos.testkit.golden.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * HTTP/1.1 over a plain socket, one connection for each request. A proper client would refuse to
 * send much of what must be sent, and to understand some of what comes back.
 */
final class RawHttp {
    private static final int SENT_BODY_MAX = 300;

    private final Target target;

    RawHttp(Target target) {
        this.target = target;
    }

    /**
     * The answer, or why there is none.
     *
     * @param timeout for connecting, and for each wait for more bytes
     * @param digestOnly whether of a body that is neither JSON nor plain text a digest is enough
     */
    Answer send(Request request, Duration timeout, boolean digestOnly) {
        Optional<Answer.Sent> sent = Optional.of(sent(request));
        try (Socket socket = new Socket()) {
            int timeoutMillis = (int) timeout.toMillis();
            socket.setSoTimeout(timeoutMillis);
            socket.connect(new InetSocketAddress(target.host(), target.port()), timeoutMillis);
            write(socket.getOutputStream(), request);
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            Reply reply = Reply.read(in, request.method().equals("HEAD"), digestOnly);
            return new Answer(sent, reply.status(), reply.headers(), reply.content(), "")
                    .map(target::asRecorded);
        } catch (SocketTimeoutException _) {
            return Answer.failed(sent, "timeout");
        } catch (IOException failure) {
            return Answer.failed(
                    sent, failure.getClass().getSimpleName() + ": " + failure.getMessage());
        }
    }

    private void write(OutputStream out, Request request) throws IOException {
        out.write(request.head(target.address()));
        if (request.body().isPresent()) {
            try {
                out.write(request.body().get());
            } catch (SocketTimeoutException timeout) {
                throw timeout;
            } catch (IOException _) {
                // The server has heard enough; it has answered before it closed.
            }
        }
    }

    private static Answer.Sent sent(Request request) {
        byte[] bytes = request.body().orElse(new byte[0]);
        int length = Math.min(bytes.length, SENT_BODY_MAX);
        String body = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return new Answer.Sent(request.method(), request.uri(), request.headers(), body);
    }
}
