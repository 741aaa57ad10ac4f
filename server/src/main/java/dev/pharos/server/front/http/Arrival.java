package dev.pharos.server.front.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/** One request while it arrives: its head, and as much of its body as is there. */
final class Arrival {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 64 << 10;

    private final HttpRequest head;
    private final int bodyMaxBytes;
    private final long declared;
    private byte[] body = NOTHING;
    private int length;

    Arrival(HttpRequest head, int bodyMaxBytes) {
        this.head = head;
        this.bodyMaxBytes = bodyMaxBytes;
        this.declared =
                head.decoderResult().isSuccess() ? HttpUtil.getContentLength(head, -1L) : -1;
    }

    /** What is said to a request whose head cannot be served, by any dialect. */
    Optional<HttpAnswer> refusal() {
        if (head.decoderResult().isFailure()) {
            return Optional.of(refusal(head.decoderResult().cause()));
        }
        if (head.protocolVersion().majorVersion() != 1) {
            return Optional.of(
                    HttpAnswer.text(
                            505,
                            head.protocolVersion().text()
                                    + " (expected: HTTP/1.1; gRPC clients use this port + 1000)"));
        }
        int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && !isOld())) { // RFC 9112 section 3.2
            return Optional.of(HttpAnswer.text(400, "Host: " + hosts + " of it (expected: one)"));
        }
        String expected = head.headers().get(HttpHeaderNames.EXPECT);
        if (expected != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected)) {
            return Optional.of(
                    HttpAnswer.text(417, "Expect: " + expected + " (expected: 100-continue)"));
        }
        return Optional.empty();
    }

    /** What is said to bytes that are not HTTP. */
    static HttpAnswer refusal(Throwable failure) {
        if (failure instanceof TooLongHttpHeaderException) {
            return HttpAnswer.text(431, "headers: too long; " + failure.getMessage());
        }
        if (failure instanceof TooLongHttpLineException) {
            return HttpAnswer.text(414, "request line: too long; " + failure.getMessage());
        }
        return HttpAnswer.text(400, "not an HTTP/1.1 request: " + failure.getMessage());
    }

    /** Whether the caller waits for a word before it sends the body. */
    boolean waitsForContinue() {
        return HttpUtil.is100ContinueExpected(head)
                && (declared > 0 || HttpUtil.isTransferEncodingChunked(head));
    }

    /** Whether the body is larger than allowed, by what was declared or by what has come. */
    boolean isTooLarge() {
        return Math.max(declared, length) > bodyMaxBytes;
    }

    /** How large the body is known to be. */
    long size() {
        return Math.max(declared, length);
    }

    /** Takes a piece of the body, unless that makes it too large. */
    void add(ByteBuf piece) {
        int more = piece.readableBytes();
        if ((long) length + more > bodyMaxBytes) {
            length = bodyMaxBytes + 1;
            body = NOTHING;
            return;
        }
        if (length + more > body.length) {
            body = Arrays.copyOf(body, capacity(length + more));
        }
        piece.readBytes(body, length, more);
        length += more;
    }

    /** The request with what has come of its body. */
    HttpCall call(InetSocketAddress remote) {
        Target target = Target.parse(head.method().name(), head.uri());
        byte[] whole = length >= body.length ? body : Arrays.copyOf(body, length);
        return new HttpCall(target, head.headers(), whole, remote);
    }

    boolean keepsAlive() {
        return HttpUtil.isKeepAlive(head);
    }

    /** Whether the caller believes that a connection ends with its answer unless told otherwise. */
    boolean isOld() {
        return head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    /** Not what was declared at once: memory is given for what is there, not for a promise. */
    private int capacity(int needed) {
        long grown = Math.max(needed, body.length * 2L);
        if (declared >= needed) {
            grown = Math.min(declared, Math.max(grown, FIRST_BYTES));
        }
        return (int) Math.min(grown, bodyMaxBytes);
    }
}
