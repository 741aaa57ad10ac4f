package dev.pharos.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whoever types {@code pharos} and words, as a process of its own. */
public final class Operator {
    private static final String MAIN = "dev.pharos.server.boot.cli.Main";
    private static final int PATIENCE_SECONDS = 60;

    private Operator() {}

    /** What it came to, and all that was said, errors too. */
    public record Said(int status, String text) {}

    /** Types the words. Fails: when there is no end within a minute. */
    public static Said types(String... words) {
        try {
            Path said = Files.createTempFile("said", ".txt");
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            List<String> flags =
                    List.of(
                            java,
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            NodeProcess.classpath(),
                            MAIN);
            Process process =
                    new ProcessBuilder(Stream.concat(flags.stream(), Stream.of(words)).toList())
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end of pharos " + String.join(" ", words));
            }
            Said all = new Said(process.exitValue(), Files.readString(said, UTF_8).strip());
            Files.delete(said);
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failure);
        }
    }
}
