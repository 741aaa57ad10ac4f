package dev.pharos.testkit.contract;

import dev.pharos.core.health.Probing.Answer;
import dev.pharos.core.registry.Pool;
import dev.pharos.server.port.Prober;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Answers as it was told to, by type and port; about all else nothing is heard. */
final class ScriptedProber implements Prober {
    private final World world;
    private final Executor loop;
    private final Map<String, Answer> script = new ConcurrentHashMap<>();

    ScriptedProber(World world) {
        this.world = world;
        this.loop = world.loop("script");
    }

    void says(String type, int port, Answer answer) {
        script.put(type + port, answer);
    }

    @Override
    public CompletionStage<Answer> probe(
            Pool.Checker checker, String ip, int port, Duration deadline) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Answer said = script.getOrDefault(checker.type() + port, Answer.SILENT);
        Duration pause = said == Answer.SILENT ? deadline : Duration.ZERO;
        world.after(pause, loop, () -> answer.complete(said));
        return answer;
    }
}
