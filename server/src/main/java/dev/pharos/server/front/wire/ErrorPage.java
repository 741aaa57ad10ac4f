package dev.pharos.server.front.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What is answered where no endpoint was reached, in the members that callers of Nacos parse.
 * Source: golden 12-naming-v1-service, 24-config-v1-bad-input.
 */
public final class ErrorPage {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Instant at;

    public ErrorPage(Instant at) {
        this.at = at;
    }

    public byte[] json(int status, String error, String message, String path) {
        return JsonWriter.object(
                json ->
                        json.text("timestamp", STAMP.format(at))
                                .number("status", status)
                                .text("error", error)
                                .text("message", message)
                                .text("path", path));
    }
}
