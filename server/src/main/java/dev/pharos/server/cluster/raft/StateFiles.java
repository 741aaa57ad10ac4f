package dev.pharos.server.cluster.raft;

import dev.pharos.server.port.Imaging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The state of this node as the files of a snapshot. */
public record StateFiles(Imaging state) implements Images {
    private static final String FILE = "state";

    @Override
    public CompletionStage<Image> take() {
        return state.image()
                .thenApply(
                        image ->
                                folder -> {
                                    new ImageFile(folder.resolve(FILE)).write(image);
                                    return List.of(FILE);
                                });
    }

    @Override
    public void restore(Path folder) throws IOException {
        state.restore(new ImageFile(folder.resolve(FILE)).read()).toCompletableFuture().join();
    }
}
