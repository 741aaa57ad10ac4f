package dev.pharos.testkit.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.house.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A distribution, unpacked as its operator does it, and what its scripts say and do. */
record Unpacked(Path folder) {
    private static final int PATIENCE_SECONDS = 60;

    /** What a script has said on both of its outputs, and the status with which it ended. */
    record Said(int status, String text) {
        /** Its last line. */
        String line() {
            return text.lines().reduce((_, last) -> last).orElse("");
        }
    }

    /** Unpacks what the build has made into a folder; what was there before is deleted. */
    static Unpacked into(Path folder) throws IOException, InterruptedException {
        delete(folder);
        Files.createDirectories(folder);
        Said said = run(folder, Map.of(), "tar", "-xzf", packed().toString());
        if (said.status() != 0) {
            throw new IOException(said.text());
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return new Unpacked(inside.findFirst().orElseThrow());
        }
    }

    /** Types {@code sh SCRIPT WORD...} in its bin folder. */
    Said script(Map<String, String> variables, String... words)
            throws IOException, InterruptedException {
        String[] command = Stream.concat(Stream.of("sh"), Stream.of(words)).toArray(String[]::new);
        return run(folder.resolve("bin"), variables, command);
    }

    static Said run(Path folder, Map<String, String> variables, String... words)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
        builder.environment().put("PHAROS_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(variables);
        Path said = Files.createTempFile("said", ".txt");
        Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Said all = new Said(process.waitFor(), Files.readString(said, UTF_8).strip());
        Files.delete(said);
        return all;
    }

    private static Path packed() throws IOException {
        Path made = Repository.top().resolve("server/target");
        try (Stream<Path> files = Files.list(made)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("no distribution in " + made));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
