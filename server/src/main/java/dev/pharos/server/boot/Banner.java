package dev.pharos.server.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a node says of itself when it is ready. */
public final class Banner {
    private final Place place;
    private final Optional<Greeting> peer;
    private final Folders folders;
    private final String also;
    private final String bound;

    /** Where its state and its logs are. */
    record Folders(Path data, Path logs) {}

    /** {@code peer}: what it says to other nodes; absent: it is alone. */
    Banner(Settings settings, Place place, Optional<Greeting> peer, Folders folders) {
        this.place = place;
        this.peer = peer;
        this.folders = folders;
        this.bound = settings.of(Keys.ADDRESS_BOUND);
        this.also = bound.isEmpty() ? "   (and every other address of this machine)" : "";
    }

    /** One line, for logs. */
    String addresses() {
        return "http " + place.http() + place.context() + ", grpc " + place.grpc();
    }

    /**
     * Where the command line of this machine asks: not by the address that is told to others, which
     * need not lead here.
     */
    String asked() {
        boolean everywhere = bound.isEmpty() || bound.equals("0.0.0.0") || bound.equals("::");
        String host = everywhere ? "127.0.0.1" : bound;
        boolean isBare = host.contains(":") && !host.startsWith("[");
        String socket = (isBare ? "[" + host + "]" : host) + ":" + place.httpPort();
        return "http://" + socket + place.context();
    }

    /** For people; the start scripts wait for the words {@code ready after}. */
    String text(long startMillis) {
        return """
        Pharos %s   %s
          http    http://%s%s
          grpc    %s
        %s  data    %s
          logs    %s
          pid     %d
        ready after %d ms
        """
                .formatted(
                        version(),
                        peer.isEmpty() ? "standalone" : "cluster",
                        place.http() + place.context(),
                        also,
                        place.grpc(),
                        peers(),
                        folders.data(),
                        folders.logs(),
                        ProcessHandle.current().pid(),
                        startMillis);
    }

    private String peers() {
        return peer.map(self -> "  peers   " + self.peerPort() + ", as node " + self.id() + "\n")
                .orElse("");
    }

    /** Written by the build. */
    public static String version() {
        try (InputStream version = Banner.class.getResourceAsStream("version.txt")) {
            return version == null ? "unknown" : new String(version.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("version.txt", e);
        }
    }
}
