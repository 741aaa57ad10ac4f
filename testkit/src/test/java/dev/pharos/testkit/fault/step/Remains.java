package dev.pharos.testkit.fault.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is in a folder after so many steps, and what of it is durable. A crash leaves all of it when
 * only the process ends; when the power is cut it may be that nothing is left that was not synced,
 * or that the names are and the contents are not.
 */
final class Remains {
    private final Path root;
    private final Node top = new Node(true);

    /** What ends. */
    enum Crash {
        PROCESS,
        POWER,
        POWER_BUT_NAMES
    }

    private static final class Node {
        private final boolean folder;
        private byte[] bytes = {};
        private byte[] synced = {};
        private Map<String, Node> names = new TreeMap<>();
        private Map<String, Node> syncedNames = Map.of();

        Node(boolean folder) {
            this.folder = folder;
        }
    }

    Remains(Path root) {
        this.root = root;
    }

    void take(Step step) {
        switch (step) {
            case Step.MakeFolder s -> put(s.path(), new Node(true));
            case Step.MakeFile s -> {
                if (find(s.path()).isEmpty()) {
                    put(s.path(), new Node(false));
                }
            }
            case Step.Write s -> find(s.path()).ifPresent(node -> write(node, s));
            case Step.Resize s ->
                    find(s.path()).ifPresent(n -> n.bytes = Arrays.copyOf(n.bytes, (int) s.size()));
            case Step.Sync s -> find(s.path()).ifPresent(Remains::sync);
            case Step.Rename s -> {
                Node node = find(s.from()).orElseThrow();
                delete(s.from());
                put(s.to(), node);
            }
            case Step.Link s -> put(s.to(), find(s.from()).orElseThrow());
            case Step.Delete s -> delete(s.path());
            case Step.Say _ -> {}
        }
    }

    private static void write(Node node, Step.Write step) {
        int at = (int) Math.min(step.offset(), node.bytes.length);
        if (step.offset() != Long.MAX_VALUE) {
            at = (int) step.offset();
        }
        byte[] bytes = step.bytes().array();
        node.bytes = Arrays.copyOf(node.bytes, Math.max(node.bytes.length, at + bytes.length));
        System.arraycopy(bytes, 0, node.bytes, at, bytes.length);
    }

    private static void sync(Node node) {
        node.synced = node.bytes.clone();
        node.syncedNames = Map.copyOf(node.names);
    }

    /** Absent: it has no name any more. */
    private Optional<Node> find(Path path) {
        Optional<Node> node = Optional.of(top);
        if (!path.equals(root)) {
            for (Path name : root.relativize(path)) {
                node = node.map(folder -> folder.names.get(name.toString()));
            }
        }
        return node;
    }

    private Map<String, Node> names(Path path) {
        return find(path.resolveSibling("")).orElseThrow().names;
    }

    private void put(Path path, Node node) {
        if (!path.equals(root)) {
            names(path).put(path.getFileName().toString(), node);
        }
    }

    private void delete(Path path) {
        names(path).remove(path.getFileName().toString());
    }

    /** What can be told apart of what such a crash leaves. */
    int hash(Crash crash) {
        return hash(top, crash);
    }

    private static int hash(Node node, Crash crash) {
        int hash = Arrays.hashCode(bytes(node, crash));
        for (Map.Entry<String, Node> entry : new TreeMap<>(names(node, crash)).entrySet()) {
            hash = 31 * hash + entry.getKey().hashCode();
            hash = 31 * hash + hash(entry.getValue(), crash);
        }
        return hash;
    }

    private static byte[] bytes(Node node, Crash crash) {
        return crash == Crash.PROCESS ? node.bytes : node.synced;
    }

    private static Map<String, Node> names(Node node, Crash crash) {
        return crash == Crash.POWER ? node.syncedNames : node.names;
    }

    /** Puts what such a crash leaves into a folder that is empty, or not there. */
    void put(Crash crash, Path into) throws IOException {
        put(top, crash, into);
    }

    private static void put(Node node, Crash crash, Path into) throws IOException {
        if (!node.folder) {
            Files.write(into, bytes(node, crash));
            return;
        }
        Files.createDirectories(into);
        for (Map.Entry<String, Node> entry : names(node, crash).entrySet()) {
            put(entry.getValue(), crash, into.resolve(entry.getKey()));
        }
    }
}
