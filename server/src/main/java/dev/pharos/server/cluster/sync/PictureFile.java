package dev.pharos.server.cluster.sync;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.registry.Registry;
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

/**
 * A picture as a file: its time, then a part for each service. A new one takes the place of the old
 * one at once; a crash of the process leaves either, a crash of the machine may leave neither.
 */
final class PictureFile {
    private static final PartFile.Kind KIND =
            new PartFile.Kind("picture of the registry", 0x504841524f535049L, 1); // "PHAROSPI"
    private static final int TIME = 1;
    private static final int SERVICE = 2;

    private final Path file;
    private final Path next;

    PictureFile(Path file) {
        this.file = file;
        this.next = file.resolveSibling(file.getFileName() + ".new");
    }

    void write(Registry.Picture picture) throws IOException {
        new PartFile(next, KIND)
                .write(
                        parts -> {
                            parts.accept(time(picture.refMillis()));
                            picture.services().forEach(entry -> parts.accept(service(entry)));
                        });
        Files.move(next, file, ATOMIC_MOVE);
    }

    /**
     * The picture; absent when there is none.
     *
     * @throws IOException in one line, what is wrong with the file, and where
     */
    Optional<Registry.Picture> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        long[] refMillis = {0};
        Words words = new Words();
        List<Registry.Picture.OfService> services = new ArrayList<>();
        new PartFile(file, KIND)
                .read(
                        part -> {
                            ByteReader in = new ByteReader(part, words);
                            switch (in.octet()) {
                                case TIME -> refMillis[0] = in.number();
                                case SERVICE -> services.add(service(in));
                                default -> throw in.broken("a part of an unknown kind");
                            }
                            in.end();
                        });
        return Optional.of(new Registry.Picture(services, refMillis[0]));
    }

    private static byte[] time(long refMillis) {
        ByteWriter out = new ByteWriter();
        out.octet(TIME);
        out.number(refMillis);
        return out.toBytes();
    }

    private static byte[] service(Registry.Picture.OfService entry) {
        ByteWriter out = new ByteWriter();
        out.octet(SERVICE);
        RegistryFields.name(out, entry.name());
        out.each(
                entry.published(),
                (to, published) -> {
                    to.text(published.client().value());
                    to.flag(published.beating());
                    to.each(published.instances(), RegistryFields::instance);
                });
        return out.toBytes();
    }

    private static Registry.Picture.OfService service(ByteReader part) {
        return new Registry.Picture.OfService(
                RegistryFields.name(part),
                part.each(
                        in ->
                                new Registry.Picture.Published(
                                        new ClientId(in.text()),
                                        in.flag(),
                                        in.each(RegistryFields::instance))));
    }
}
