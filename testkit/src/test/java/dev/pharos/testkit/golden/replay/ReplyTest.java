package dev.pharos.testkit.golden.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ReplyTest {
    @Test
    void bodyOfSaidLength() throws IOException {
        Reply reply = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay", false);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.content()).isEqualTo(new Content.Plain("ok"));
    }

    @Test
    void bodyInChunks() throws IOException {
        String chunks = "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n";
        Reply reply = read("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, false);
        assertThat(reply.content()).isEqualTo(new Content.Plain("abc0123456789"));
    }

    @Test
    void bodyUntilTheEnd() throws IOException {
        Reply reply = read("HTTP/1.1 500\r\n\r\nall of it", false);
        assertThat(reply.content()).isEqualTo(new Content.Plain("all of it"));
    }

    @Test
    void noBodyWhereNoneCanBe() throws IOException {
        Content empty = new Content.Plain("");
        assertThat(read("HTTP/1.1 200 \nContent-Length: 9\n\n", true).content()).isEqualTo(empty);
        assertThat(read("HTTP/1.1 101 \r\n\r\nx", false).content()).isEqualTo(empty);
        assertThat(read("HTTP/1.1 304 \r\n\r\nx", false).content()).isEqualTo(empty);
    }

    @Test
    void answerThatSaysToGoOnIsNotTheAnswer() throws IOException {
        Reply reply = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 \r\n\r\n", false);
        assertThat(reply.status()).isEqualTo(404);
    }

    @Test
    void brokenAnswers() {
        assertThatThrownBy(() -> read("HTTP/1.1 0 \r\n\r\n", false))
                .hasMessageContaining("broken status line");
        assertThatThrownBy(() -> read("", false)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 \r\nContent-Length: 9\r\n\r\nok", false))
                .hasMessageContaining("2 bytes of 9");
    }

    @Test
    void longBodiesAndPagesAreKeptAsDigests() throws IOException {
        Content page = Content.of("<p>".getBytes(ISO_8859_1), true);
        assertThat(page).isInstanceOf(Content.Digest.class);
        String json = "HTTP/1.1 200 \r\nContent-Type: application/json\r\n\r\n{}";
        Reply told = Reply.read(stream(json), false, true);
        assertThat(told.content()).isEqualTo(new Content.Plain("{}"));
        assertThat(Content.of(new byte[Content.KEPT_MAX_BYTES + 1], false))
                .isInstanceOf(Content.Digest.class);
    }

    private static Reply read(String wire, boolean head) throws IOException {
        return Reply.read(stream(wire), head, false);
    }

    private static ByteArrayInputStream stream(String wire) {
        return new ByteArrayInputStream(wire.getBytes(ISO_8859_1));
    }
}
