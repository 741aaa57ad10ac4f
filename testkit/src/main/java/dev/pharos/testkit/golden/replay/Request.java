package dev.pharos.testkit.golden.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as it goes out: neither checked nor mended, since what is wrong in it is the point.
 *
 * @param body empty when none is sent, which is not the same as one of no bytes
 */
public record Request(String method, String uri, List<Header> headers, Optional<byte[]> body) {
    private static final String FORM = "application/x-www-form-urlencoded";

    public Request {
        headers = List.copyOf(headers);
    }

    static Request of(Step step) {
        String path = PercentCode.path(step.text("path").orElseThrow());
        Optional<String> query = step.line().find("query").map(PercentCode::pairs);
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("User-Agent", "golden-replay/1"));
        headers.add(new Header("Accept", "*/*"));
        Optional<byte[]> body = body(step, headers);
        step.detail("headers").ifPresent(own -> replace(headers, own));
        String uri = query.map(q -> path + "?" + q).orElse(path);
        return new Request(step.text("method").orElse("GET"), uri, headers, body);
    }

    private static Optional<byte[]> body(Step step, List<Header> headers) {
        if (step.has("form")) {
            headers.add(new Header("Content-Type", FORM));
            return step.line().find("form").map(PercentCode::pairs).map(f -> f.getBytes(UTF_8));
        }
        if (step.has("json")) {
            headers.add(new Header("Content-Type", "application/json"));
            return step.line().find("json").map(JsonWriter::text).map(j -> j.getBytes(UTF_8));
        }
        if (step.has("multipart")) {
            headers.add(new Header("Content-Type", Multipart.TYPE));
            return Optional.of(Multipart.body(step.line().elements("multipart")));
        }
        return step.text("body")
                .map(text -> text.getBytes(UTF_8))
                .or(() -> step.text("body_b64").map(Base64.getDecoder()::decode));
    }

    /** A step's own header takes the place of the usual one; null only removes that. */
    private static void replace(List<Header> headers, Json.Members own) {
        own.members()
                .forEach(
                        (name, value) -> {
                            headers.removeIf(header -> header.isCalled(name));
                            value.asText().ifPresent(v -> headers.add(new Header(name, v)));
                        });
    }

    /** All its bytes for a server at that address; one request for each connection. */
    byte[] head(String host) {
        StringBuilder head = new StringBuilder(method).append(' ').append(uri);
        head.append(" HTTP/1.1\r\n");
        if (headers.stream().noneMatch(header -> header.isCalled("Host"))) {
            line(head, "Host", host);
        }
        headers.forEach(header -> line(head, header.name(), header.value()));
        boolean usuallyHasBody = List.of("POST", "PUT", "PATCH").contains(upper(method));
        if (body.isPresent() || usuallyHasBody) {
            line(head, "Content-Length", String.valueOf(body.map(b -> b.length).orElse(0)));
        }
        line(head, "Connection", "close");
        return head.append("\r\n").toString().getBytes(UTF_8);
    }

    private static String upper(String method) {
        return method.toUpperCase(Locale.ROOT);
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
