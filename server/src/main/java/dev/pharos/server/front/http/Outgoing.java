package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.front.http.HttpAnswer.Header;
import dev.pharos.server.front.http.HttpAnswer.Pieces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * The way of answers to one socket. A body goes in slices, each when the socket has taken the one
 * before, so a caller that does not read costs a slice.
 */
final class Outgoing {
    private static final byte[] NOTHING = {};
    private static final int SLICE_BYTES = 64 << 10;
    private static final int HEAD_BYTES = 256;
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(US_ASCII);
    private static final byte[] TYPE = "\r\nContent-Type: ".getBytes(US_ASCII);
    private static final byte[] LENGTH = "\r\nContent-Length: ".getBytes(US_ASCII);
    private static final byte[] CLOSE = "\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] KEEP = "\r\nConnection: keep-alive\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

    /** What an answer says of the connection. */
    enum Fate {
        STAYS,
        /** Said aloud, for a caller of HTTP/1.0. */
        STAYS_BY_REQUEST,
        ENDS
    }

    private final Channel channel;
    private final Runnable goOn;
    private byte[] body = NOTHING;
    private int sent;
    private @Nullable Pieces pieces;
    private boolean asked;

    /**
     * Nothing is on its way.
     *
     * @param goOn called on the channel's loop when {@link #pump} should be called again
     */
    Outgoing(Channel channel, Runnable goOn) {
        this.channel = channel;
        this.goOn = goOn;
    }

    void sayContinue() {
        write(Unpooled.wrappedBuffer(CONTINUE));
    }

    /** Begins an answer; {@link #pump} brings it out. */
    void begin(HttpAnswer answer, Fate fate, boolean withoutBody) {
        byte[] whole = answer.body();
        boolean bare = withoutBody || answer.status() == 204 || answer.status() == 304;
        int first = bare ? 0 : Math.min(whole.length, SLICE_BYTES);
        ByteBuf head = channel.alloc().directBuffer(HEAD_BYTES + first);
        head.writeBytes(VERSION);
        writeNumber(head, answer.status());
        head.writeByte(' ');
        head.writeCharSequence(
                HttpResponseStatus.valueOf(answer.status()).reasonPhrase(), US_ASCII);
        if (!answer.contentType().isEmpty()) {
            head.writeBytes(TYPE);
            head.writeCharSequence(answer.contentType(), US_ASCII);
        }
        for (Header header : answer.headers()) {
            head.writeByte('\r').writeByte('\n');
            head.writeCharSequence(header.name(), US_ASCII);
            head.writeByte(':').writeByte(' ');
            head.writeCharSequence(header.value(), UTF_8);
        }
        pieces = answer.pieces().orElse(null);
        if (answer.status() != 204 && pieces == null) {
            head.writeBytes(LENGTH);
            writeNumber(head, whole.length);
        }
        head.writeBytes(
                switch (fate) {
                    case STAYS -> END;
                    case STAYS_BY_REQUEST -> KEEP;
                    case ENDS -> CLOSE;
                });
        head.writeBytes(whole, 0, first);
        body = bare ? NOTHING : whole;
        sent = first;
        write(head);
    }

    /**
     * Hands over as much as the socket takes.
     *
     * @return whether all is handed over and the socket has room for more
     */
    boolean pump() {
        while (hasRoom()) {
            if (sent == body.length) {
                body = NOTHING;
                sent = 0;
                ask();
                return pieces == null;
            }
            int next = Math.min(SLICE_BYTES, body.length - sent);
            ByteBuf slice = Unpooled.wrappedBuffer(body, sent, next);
            sent += next;
            write(slice);
        }
        return false;
    }

    /** The connection has closed. */
    void close() {
        if (pieces != null) {
            pieces.forget();
            pieces = null;
        }
    }

    private void ask() {
        if (pieces != null && !asked) {
            channel.flush(); // which may find that the connection has closed
            if (pieces == null) {
                return;
            }
            asked = true;
            var _ =
                    pieces.next()
                            .whenComplete(
                                    (piece, failure) ->
                                            channel.eventLoop()
                                                    .execute(() -> arrived(piece, failure)));
        }
    }

    private void arrived(byte @Nullable [] piece, @Nullable Throwable failure) {
        asked = false;
        if (failure != null || piece == null) {
            var _ = channel.close();
        } else if (piece.length == 0) {
            close();
            goOn.run();
        } else {
            body = piece;
            goOn.run();
        }
    }

    private boolean hasRoom() {
        if (!channel.isWritable()) {
            channel.flush();
        }
        return channel.isWritable();
    }

    private void write(ByteBuf bytes) {
        var _ = channel.write(bytes, channel.voidPromise());
    }

    private static void writeNumber(ByteBuf to, int number) {
        int scale = 1;
        while (number / scale >= 10) {
            scale *= 10;
        }
        for (; scale > 0; scale /= 10) {
            to.writeByte('0' + number / scale % 10);
        }
    }
}
