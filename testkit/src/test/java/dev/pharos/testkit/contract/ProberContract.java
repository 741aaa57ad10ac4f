package dev.pharos.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.health.Probing.Answer;
import dev.pharos.core.registry.Pool;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.port.Prober;
import dev.pharos.server.probe.SocketProber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.Prober}; every prober is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(ProberContract.Kind.class)
@Timeout(60)
final class ProberContract {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    /** How much later than a timer of the same deadline an answer may come. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Pool.Checker HTTP = http("/");

    enum Kind {
        SOCKET,
        SCRIPTED
    }

    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final Executor loop = world.loop("yardstick");
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScriptedProber scripted = new ScriptedProber(world);
    private final Prober prober;

    ProberContract(Kind kind) {
        this.prober =
                switch (kind) {
                    case SOCKET -> new SocketProber(world);
                    case SCRIPTED -> scripted;
                };
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void whatLivesIsAlive() throws Exception {
        ProbeTarget target = opened(ProbeTarget.living());
        expect(Pool.Checker.TCP, target, Answer.ALIVE);
        expect(HTTP, target, Answer.ALIVE);
    }

    @Test
    void whatRefusesIsKnownToRefuse() throws Exception {
        ProbeTarget target = opened(ProbeTarget.refusing());
        expect(Pool.Checker.TCP, target, Answer.REFUSED);
        expect(HTTP, target, Answer.REFUSED);
    }

    @Test
    void whatTakesConnectionsAndSaysNothingLivesForTcpAlone() throws Exception {
        ProbeTarget target = opened(ProbeTarget.silent());
        expect(Pool.Checker.TCP, target, Answer.ALIVE);
        expect(HTTP, target, Answer.SILENT);
    }

    @Test
    void whatBeginsAnAnswerLateHasNoMoreTimeThanOthers() throws Exception {
        ProbeTarget target = opened(ProbeTarget.hesitant(DEADLINE.toMillis() * 3 / 4));
        expect(HTTP, target, Answer.SILENT);
    }

    @Test
    void whatTakesNoConnectionIsSilent() throws Exception {
        ProbeTarget target = opened(ProbeTarget.full());
        expect(Pool.Checker.TCP, target, Answer.SILENT);
    }

    @Test
    void aRequestThatNobodyReadsEndsInTime() throws Exception {
        ProbeTarget target = opened(ProbeTarget.silent());
        expect(http("/" + "x".repeat(16 << 20)), target, Answer.SILENT);
    }

    @Test
    void whatCannotBeAskedIsSilentAndNoFailure() throws Exception {
        for (int port : List.of(-1, 70_000)) {
            assertThat(
                            timely(
                                    prober.probe(Pool.Checker.TCP, "127.0.0.1", port, DEADLINE),
                                    DEADLINE))
                    .isEqualTo(Answer.SILENT);
        }
        assertThat(timely(prober.probe(HTTP, "not an address", 80, DEADLINE), DEADLINE))
                .isEqualTo(Answer.SILENT);
    }

    @Test
    void noTimeIsNotAllTime() throws Exception {
        ProbeTarget target = opened(ProbeTarget.silent());
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(1))) {
            assertThat(timely(prober.probe(HTTP, "127.0.0.1", target.port(), none), none))
                    .isEqualTo(Answer.SILENT);
        }
    }

    @Test
    void manyAreAskedAtATime() throws Exception {
        ProbeTarget silent = opened(ProbeTarget.silent());
        List<CompletionStage<Answer>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(prober.probe(HTTP, "127.0.0.1", silent.port(), DEADLINE));
        }
        expect(Pool.Checker.TCP, opened(ProbeTarget.living()), Answer.ALIVE);
        for (CompletionStage<Answer> each : all) {
            assertThat(timely(each, DEADLINE)).isEqualTo(Answer.SILENT);
        }
    }

    private void expect(Pool.Checker checker, ProbeTarget target, Answer expected)
            throws Exception {
        scripted.says(checker.type(), target.port(), expected);
        long before = System.nanoTime();
        CompletionStage<Answer> stage = prober.probe(checker, "127.0.0.1", target.port(), DEADLINE);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("asking does not wait")
                .isLessThan(DEADLINE);
        assertThat(timely(stage, DEADLINE)).isEqualTo(expected);
    }

    /** The answer, which comes in time: a timer says when that is on a busy machine. */
    private Answer timely(CompletionStage<Answer> stage, Duration deadline) throws Exception {
        CompletableFuture<Long> yardstick = new CompletableFuture<>();
        world.after(deadline, loop, () -> yardstick.complete(System.nanoTime()));
        CompletionStage<Long> at = stage.thenApply(_ -> System.nanoTime());
        Answer answer = Stages.answer(stage);
        if (yardstick.isDone()) {
            assertThat(Duration.ofNanos(Stages.answer(at) - yardstick.join())).isLessThan(SOON);
        }
        return answer;
    }

    private ProbeTarget opened(ProbeTarget target) {
        open.add(target);
        return target;
    }

    private static Pool.Checker http(String path) {
        return new Pool.Checker("HTTP", new TreeMap<>(Map.of("path", path)));
    }
}
