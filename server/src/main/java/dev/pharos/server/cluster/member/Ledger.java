package dev.pharos.server.cluster.member;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.PartFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node remembers of its cluster over a restart. A file of a few lines, written anew as a
 * whole.
 */
public final class Ledger {
    private static final PartFile.Kind KIND =
            new PartFile.Kind("record of the cluster", 0x5048_434C_5553_5431L, 1);

    private final Path file;
    private volatile Page page;

    /** How far this node has come. The names stand in the file. */
    public enum Stage {
        /** It belongs to no cluster. */
        NONE,
        /** It may be the first of a new one: nobody else is. */
        FOUNDING,
        /** It waits to be added. */
        JOINING,
        /** It has been a member, and its log knows the rest. */
        MEMBER
    }

    /**
     * What is remembered.
     *
     * @param cluster its id; empty in the first stage only
     * @param known where members were last seen, by the addresses of the list
     */
    public record Page(Stage stage, Optional<String> cluster, NavigableMap<NodeId, Address> known) {
        static final Page BLANK = new Page(Stage.NONE, Optional.empty(), new TreeMap<>());

        public Page {
            known = new TreeMap<>(known);
        }

        Page in(Stage next, String id) {
            return new Page(next, Optional.of(id), known);
        }

        Page in(Stage next) {
            return new Page(next, cluster, known);
        }

        Page with(NavigableMap<NodeId, Address> others) {
            return new Page(stage, cluster, others);
        }
    }

    private Ledger(Path file, Page page) {
        this.file = file;
        this.page = page;
    }

    /**
     * What was written last, or a blank page.
     *
     * @throws IOException in one line, what is wrong with the file
     */
    public static Ledger open(Path file) throws IOException {
        return new Ledger(file, Files.exists(file) ? read(file) : Page.BLANK);
    }

    public Page page() {
        return page;
    }

    /** Durable on return. Blocks. */
    void write(Page next) throws IOException {
        if (next.equals(page)) {
            return;
        }
        Path written = file.resolveSibling(file.getFileName() + ".new");
        new PartFile(written, KIND).write(parts -> parts.accept(encode(next)));
        sync(written);
        Files.move(written, file, ATOMIC_MOVE, REPLACE_EXISTING);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            sync(folder);
        }
        page = next;
    }

    private static void sync(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder)) {
            channel.force(true);
        }
    }

    private static byte[] encode(Page page) {
        ByteWriter out = new ByteWriter();
        out.text(page.stage.name());
        out.optional(page.cluster, ByteWriter::text);
        out.each(
                page.known.entrySet(),
                (each, one) -> {
                    each.text(one.getKey().value());
                    each.text(one.getValue().host());
                    each.whole(one.getValue().port());
                });
        return out.toBytes();
    }

    private static Page read(Path file) throws IOException {
        List<Page> pages = new ArrayList<>();
        new PartFile(file, KIND).read(part -> pages.add(decode(new ByteReader(part))));
        if (pages.size() != 1) {
            throw new IOException(
                    file + " is damaged: it has " + pages.size() + " parts (expected: 1)");
        }
        return pages.getFirst();
    }

    private static Page decode(ByteReader in) {
        Stage stage = stage(in);
        Optional<String> cluster = in.optional(ByteReader::text);
        TreeMap<NodeId, Address> known = new TreeMap<>();
        in.each(one -> Map.entry(new NodeId(one.text()), new Address(one.text(), one.whole())))
                .forEach(one -> known.put(one.getKey(), one.getValue()));
        in.end();
        return new Page(stage, cluster, known);
    }

    private static Stage stage(ByteReader in) {
        String name = in.text();
        for (Stage stage : Stage.values()) {
            if (stage.name().equals(name)) {
                return stage;
            }
        }
        throw in.broken("the unknown stage " + name);
    }
}
