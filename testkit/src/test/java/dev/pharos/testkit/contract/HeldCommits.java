package dev.pharos.testkit.contract;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.port.Commits;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was committed, and on which threads; the test says when each is applied. */
final class HeldCommits implements Commits {
    private final List<Object> commands = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<ConfigOutcome>> held = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean holds;

    /** From now on a configuration is applied when the test says so. */
    void hold() {
        holds = true;
    }

    List<Object> commands() {
        return commands;
    }

    List<CompletableFuture<ConfigOutcome>> held() {
        return held;
    }

    Set<Thread> threads() {
        return threads;
    }

    @Override
    public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
        note(command);
        return CompletableFuture.completedStage(RegistryOutcome.DONE);
    }

    @Override
    public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
        note(command);
        CompletableFuture<ConfigOutcome> reply = new CompletableFuture<>();
        if (holds) {
            held.add(reply);
        } else {
            reply.complete(new ConfigOutcome.Done(commands.size()));
        }
        return reply;
    }

    private void note(Object command) {
        commands.add(command);
        threads.add(Thread.currentThread());
    }
}
