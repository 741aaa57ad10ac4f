package dev.pharos.server.cluster.raft;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.port.Commits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A state that is the list of what was applied; a namespace named {@code poison} breaks it. */
final class Ledger implements Commits, Images {
    private final List<String> applied = new CopyOnWriteArrayList<>();
    private volatile int restored;
    private volatile String obstacle = "";
    private final AtomicInteger images = new AtomicInteger();

    List<String> applied() {
        return applied;
    }

    /** How many lines came from an image. */
    int restored() {
        return restored;
    }

    /** How often an image was taken. */
    int images() {
        return images.get();
    }

    /**
     * From now on a folder of this name is in the way when an image is written; none when empty.
     */
    void obstruct(String name) {
        obstacle = name;
    }

    @Override
    public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
        applied.add(command.service().toString());
        return CompletableFuture.completedStage(RegistryOutcome.DONE);
    }

    @Override
    public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
        if (command instanceof ConfigCommand.RemoveNamespace remove) {
            if (remove.namespace().id().equals("poison")) {
                throw new IllegalStateException("poisoned");
            }
            applied.add(remove.namespace().id());
        }
        return CompletableFuture.completedStage(new ConfigOutcome.Done(applied.size()));
    }

    @Override
    public CompletionStage<Image> take() {
        images.incrementAndGet();
        List<String> held = List.copyOf(applied);
        return CompletableFuture.completedStage(
                folder -> {
                    if (!obstacle.isEmpty()) {
                        Files.createDirectories(folder.resolve(obstacle).resolve("full"));
                    }
                    Files.write(folder.resolve("ledger"), held);
                    return List.of("ledger");
                });
    }

    @Override
    public long size(Path folder) throws IOException {
        return Files.size(folder.resolve("ledger"));
    }

    @Override
    public void restore(Path folder) throws IOException {
        applied.clear();
        applied.addAll(Files.readAllLines(folder.resolve("ledger")));
        restored = applied.size();
    }
}
