package dev.pharos.testkit.house;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository is: tests run in a module's folder, its top holds docs/architecture.md. */
final class Repository {
    private Repository() {}

    static Path top() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("docs/architecture.md"))) {
                return folder;
            }
        }
        throw new IllegalStateException("docs/architecture.md is in no folder above " + start);
    }
}
