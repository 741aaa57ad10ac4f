package dev.pharos.server.front.v1.config;

import dev.pharos.server.front.http.HttpAnswer;
import java.nio.charset.StandardCharsets;

/** The forms of answers below {@code /v1/cs}. Source: golden 20-config-v1-basic. */
final class V1Config {
    static final String PLAIN = "text/plain;charset=UTF-8";
    private static final String JSON = "application/json;charset=UTF-8";

    private V1Config() {}

    /** Declared as JSON whatever it is, as Nacos' filter does. */
    static HttpAnswer json(byte[] body) {
        return HttpAnswer.of(200, JSON, body);
    }

    static HttpAnswer json(int status, byte[] body) {
        return HttpAnswer.of(status, JSON, body);
    }

    static HttpAnswer json(String body) {
        return text(200, body);
    }

    static HttpAnswer text(int status, String body) {
        return HttpAnswer.of(status, JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    static HttpAnswer uncached(HttpAnswer answer) {
        return answer.withHeader("Pragma", "no-cache")
                .withHeader("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")
                .withHeader("Cache-Control", "no-cache,no-store");
    }
}
