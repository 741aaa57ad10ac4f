package dev.pharos.server.front.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class HttpAnswerTest {
    @Test
    void noValueCanBeginALine() {
        HttpAnswer answer =
                HttpAnswer.text(200, "x")
                        .withHeader("A", "b\r\nSet-Cookie: c")
                        .withContentType("text/a\nb");
        assertThat(answer.headers())
                .containsExactly(new HttpAnswer.Header("A", "b  Set-Cookie: c"));
        assertThat(answer.contentType()).isEqualTo("text/a b");
    }

    @Test
    void headersAreAddedInOrder() {
        HttpAnswer plain = HttpAnswer.empty(204);
        HttpAnswer two = plain.withHeader("A", "1").withHeader("A", "2");
        assertThat(two.headers()).extracting(HttpAnswer.Header::value).containsExactly("1", "2");
        assertThat(plain.headers()).isEmpty();
        assertThat(two.status()).isEqualTo(204);
    }

    @Test
    void aStatusThatIsNoneIsRefused() {
        assertThatThrownBy(() -> HttpAnswer.empty(99)).hasMessageContaining("99");
        assertThatThrownBy(() -> HttpAnswer.empty(600)).hasMessageContaining("600");
    }
}
