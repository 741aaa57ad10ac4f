package dev.pharos.server.boot.cli.ask;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which data folder a command works on, if it works on one. */
public final class Folder {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the node; without it that of this folder.")
    private Path path = usual();

    public Path path() {
        return path;
    }

    /** That of the node of this folder. */
    public static Path usual() {
        String set = System.getenv().getOrDefault("PHAROS_DATA", "");
        return set.isEmpty() ? Path.of(System.getProperty("nacos.home", ""), "data") : Path.of(set);
    }
}
