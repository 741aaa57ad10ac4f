package dev.pharos.server.cluster.sync;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Registry.Picture.Published;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Picture;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.PartFile;
import dev.pharos.server.cluster.bytes.RegistryFields;
import dev.pharos.server.cluster.bytes.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A picture as a file: its time, which writes had been seen, then a part for each entry. One of
 * version 1, by a node that knew no others, has a part for each service. A new one takes the place
 * of the old one at once; a crash of the process leaves either, a crash of the machine may leave
 * neither.
 */
final class PictureFile {
    private static final PartFile.Kind KIND =
            new PartFile.Kind("picture of the registry", 0x504841524f535049L, 2, 1); // "PHAROSPI"
    private static final int TIME = 1;
    private static final int SERVICE = 2;
    private static final int VERSIONS = 3;
    private static final int ENTRY = 4;

    private final Path file;
    private final Path next;

    PictureFile(Path file) {
        this.file = file;
        this.next = file.resolveSibling(file.getFileName() + ".new");
    }

    void write(Picture picture) throws IOException {
        new PartFile(next, KIND)
                .write(
                        parts -> {
                            parts.accept(part(TIME, out -> out.number(picture.refMillis())));
                            parts.accept(
                                    part(
                                            VERSIONS,
                                            out ->
                                                    SyncFields.versions(
                                                            out, picture.state().versions())));
                            picture.state()
                                    .entries()
                                    .forEach(
                                            entry ->
                                                    parts.accept(
                                                            part(
                                                                    ENTRY,
                                                                    out ->
                                                                            SyncFields.entry(
                                                                                    out, entry))));
                        });
        Files.move(next, file, ATOMIC_MOVE);
    }

    /**
     * The picture; absent when there is none.
     *
     * @throws IOException in one line, what is wrong with the file, and where
     */
    Optional<Picture> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        long[] refMillis = {0};
        Words words = new Words();
        Versions versions = new Versions();
        List<Entry> entries = new ArrayList<>();
        new PartFile(file, KIND)
                .read(
                        part -> {
                            ByteReader in = new ByteReader(part, words);
                            switch (in.octet()) {
                                case TIME -> refMillis[0] = in.number();
                                case SERVICE -> entries.addAll(service(in));
                                case VERSIONS -> versions.join(SyncFields.versions(in));
                                case ENTRY -> entries.add(SyncFields.entry(in));
                                default -> throw in.broken("a part of an unknown kind");
                            }
                            in.end();
                        });
        State state = new State(versions, entries, Set.of(), 0);
        return Optional.of(new Picture(state, refMillis[0]));
    }

    private static byte[] part(int kind, Consumer<ByteWriter> fields) {
        ByteWriter out = new ByteWriter();
        out.octet(kind);
        fields.accept(out);
        return out.toBytes();
    }

    /** Of version 1: what is published for one service, the newest last. */
    private static List<Entry> service(ByteReader part) {
        ServiceName name = RegistryFields.name(part);
        List<Entry> entries = new ArrayList<>();
        part.each(
                in -> {
                    ClientId client = new ClientId(in.text());
                    Published published =
                            new Published(
                                    client,
                                    in.flag(),
                                    in.each(RegistryFields::instance),
                                    entries.size() + 1L);
                    Entry.Value value = new Entry.Value(published, Entry.UNTAGGED.origin(), false);
                    return entries.add(
                            new Entry(
                                    new Key(name, client),
                                    Entry.UNTAGGED,
                                    Entry.UNTAGGED,
                                    0,
                                    value));
                });
        return entries;
    }
}
