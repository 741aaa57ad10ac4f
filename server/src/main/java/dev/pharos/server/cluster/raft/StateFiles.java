package dev.pharos.server.cluster.raft;

import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.registry.Registry;
import dev.pharos.server.cluster.raft.codec.ImageCodec;
import dev.pharos.server.cluster.raft.history.HistoryFiles;
import dev.pharos.server.port.Imaging;
import dev.pharos.server.port.Imaging.StateImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The state of this node as the files of a snapshot: what is in memory, and the past beside it. */
public record StateFiles(Imaging state, HistoryFiles history) implements Images {
    private static final String FILE = "state";

    @Override
    public CompletionStage<Image> take() {
        return state.image().thenApply(image -> files(image, sealed()));
    }

    @Override
    public long size(Path folder) throws IOException {
        return Files.size(folder.resolve(FILE));
    }

    private HistoryFiles.Sealed sealed() {
        try {
            return history.seal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Image files(StateImage image, HistoryFiles.Sealed past) {
        return folder -> {
            List<String> names = new ArrayList<>(past.linkInto(folder));
            new ImageFile(folder.resolve(FILE)).write(image);
            names.add(FILE);
            return names;
        };
    }

    /**
     * What there is in a state. The revision counts changes of configurations; instances are the
     * persistent ones.
     */
    public record Census(
            long revision,
            long configs,
            long history,
            long namespaces,
            long services,
            long instances) {
        private Census and(StateImage part) {
            ConfigBook.Image of = part.configs();
            List<Registry.Image.Entry> entries = part.services().services();
            return new Census(
                    Math.max(revision, of.counters().revision()),
                    configs + of.views().size(),
                    history + of.history().size(),
                    namespaces + of.namespaces().size(),
                    services + entries.size(),
                    instances + entries.stream().mapToLong(e -> e.persistent().size()).sum());
        }
    }

    /**
     * Counts what the files of a snapshot hold, and keeps nothing of it.
     *
     * @throws IOException in one line, which file is wrong, where, and why
     */
    public static Census census(Path folder) throws IOException {
        AtomicReference<Census> sum = new AtomicReference<>(new Census(0, 0, 0, 0, 0, 0));
        each(folder, part -> sum.set(sum.get().and(part)));
        return sum.get();
    }

    /** The rows of the past in the files of a snapshot whose bodies are lost or damaged. */
    public static List<HistoryRow> unreadable(Path folder) throws IOException {
        List<HistoryRow> rows = new ArrayList<>();
        each(folder, part -> rows.addAll(part.configs().history()));
        return HistoryFiles.unreadable(folder, rows);
    }

    private static void each(Path folder, Consumer<StateImage> part) throws IOException {
        new ImageFile(folder.resolve(FILE))
                .read(
                        bytes -> {
                            ImageCodec.Gathering one = new ImageCodec.Gathering();
                            one.add(bytes);
                            part.accept(one.image());
                        });
    }

    @Override
    public void restore(Path folder) throws IOException {
        StateImage image = new ImageFile(folder.resolve(FILE)).read();
        history.adopt(folder, image.configs().history());
        state.restore(image).toCompletableFuture().join();
    }
}
