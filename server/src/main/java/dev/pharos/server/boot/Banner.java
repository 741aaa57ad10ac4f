package dev.pharos.server.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What a node says of itself when it is ready. */
final class Banner {
    private final Place place;
    private final Folders folders;
    private final String also;

    /** Where its state and its logs are. */
    record Folders(Path data, Path logs) {}

    Banner(Settings settings, Place place, Folders folders) {
        this.place = place;
        this.folders = folders;
        this.also =
                settings.of(Keys.ADDRESS_BOUND).isEmpty()
                        ? "   (and every other address of this machine)"
                        : "";
    }

    /** One line, for logs. */
    String addresses() {
        return "http " + place.http() + place.context() + ", grpc " + place.grpc();
    }

    /** For people; the start scripts wait for the words {@code ready after}. */
    String text(long startMillis) {
        return """
        Pharos %s   standalone
          http    http://%s%s
          grpc    %s
          data    %s
          logs    %s
          pid     %d
        ready after %d ms
        """
                .formatted(
                        version(),
                        place.http() + place.context(),
                        also,
                        place.grpc(),
                        folders.data(),
                        folders.logs(),
                        ProcessHandle.current().pid(),
                        startMillis);
    }

    /** Written by the build. */
    static String version() {
        try (InputStream version = Banner.class.getResourceAsStream("version.txt")) {
            return version == null ? "unknown" : new String(version.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("version.txt", e);
        }
    }
}
