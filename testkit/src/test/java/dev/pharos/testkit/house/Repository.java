package dev.pharos.testkit.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the repository is, and what files it has: not what a build or a running node made. */
public final class Repository {
    private static final Set<String> MADE_ANYWHERE = Set.of("target", "node_modules");
    private static final Set<String> MADE_AT_TOP = Set.of("data", "logs");
    private static final Set<String> HIDDEN_BUT_OURS = Set.of(".ci", ".github", ".mvn");

    private Repository() {}

    /** Tests run in a module's folder; the top is the one that holds docs/architecture.md. */
    public static Path top() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("docs/architecture.md"))) {
                return folder;
            }
        }
        throw new IllegalStateException("docs/architecture.md is in no folder above " + start);
    }

    public static String name(Path file) {
        return top().relativize(file).toString().replace('\\', '/');
    }

    public static List<Path> files() {
        Path top = top();
        List<Path> files = new ArrayList<>();
        var visitor =
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes at) {
                        return dir.equals(top) || isOurs(dir, top)
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes at) {
                        if (at.isRegularFile() && !name(file).startsWith(".git")) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(top, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return files;
    }

    /** A file's text; a byte that is no UTF-8 becomes U+FFFD, so any file can be looked at. */
    public static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path folder, Path top) {
        String name = folder.getFileName().toString();
        boolean atTop = top.resolve(name).equals(folder);
        boolean made = MADE_ANYWHERE.contains(name) || (atTop && MADE_AT_TOP.contains(name));
        return !made && (!name.startsWith(".") || HIDDEN_BUT_OURS.contains(name));
    }
}
