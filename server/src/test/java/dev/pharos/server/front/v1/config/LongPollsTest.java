package dev.pharos.server.front.v1.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.config.ConfigRules;
import dev.pharos.core.config.Content;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.app.ConfigDraft;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.ConfigWrites;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.ManualWorld;
import dev.pharos.server.watch.WatchSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LongPollsTest {
    private static final ConfigKey KEY = new ConfigKey(Namespace.PUBLIC, "g", "app.yaml");
    private static final String NEW = "Probe-Modify-Response-New";
    private static final String NEWER = "newer";
    private static final String NEWER_MD5 = Content.of(NEWER, "text", "").md5();
    private static final Caller SOMEBODY = new Caller("10.0.0.1", "", "", "");

    private final ManualWorld world = new ManualWorld();
    private final Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
    private final ConfigKeeper keeper =
            new ConfigKeeper(world, StateSettings.standard(), hub, new MemoryStore());
    private final LaggingLog log = new LaggingLog(new MemoryLog(world, new OfConfig(keeper)));
    private final ConfigService configs =
            new ConfigService(
                    world,
                    new ConfigRules(1_000),
                    new ConfigWrites(
                            world,
                            log,
                            keeper,
                            new ConfigWrites.Limits("", 1 << 20, 1 << 20, 1 << 20)),
                    keeper,
                    hub);
    private final LongPolls polls = new LongPolls(world, configs);

    @Test
    void aChangeIsAnsweredAtOnceAndEndsTheWait() {
        CompletableFuture<HttpAnswer> answer = listen("30000");
        assertThat(answer).isNotDone();
        configs.publish(SOMEBODY, ConfigDraft.of(KEY, "a"));
        assertThat(body(answer)).contains("app.yaml");
        assertThat(watchers()).isEmpty();
    }

    @Test
    void noChangeIsAnsweredALittleBeforeTheClientGivesUp() {
        CompletableFuture<HttpAnswer> answer = listen("30000");
        world.pass(Duration.ofMillis(29_499));
        assertThat(answer).isNotDone();
        world.pass(Duration.ofMillis(1));
        assertThat(body(answer)).isEmpty();
        assertThat(watchers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "9223372036854775807", "-9223372036854775808"})
    void whateverPatienceAClientNamesItsWaitEnds(String millis) {
        CompletableFuture<HttpAnswer> answer = listen(millis);
        assertThat(watchers()).hasSize(1);
        world.pass(Duration.ofMinutes(10));
        assertThat(body(answer)).isEmpty();
        assertThat(watchers()).isEmpty();
    }

    @Test
    void aClientThatDoesNotWaitIsToldInBothHeaders() {
        HttpAnswer same = listen(Map.of(), "").join();
        assertThat(probed(same)).containsExactly("Probe-Modify-Response=", NEW + "=");
        configs.publish(SOMEBODY, ConfigDraft.of(KEY, "a"));
        assertThat(probed(listen(Map.of(), "").join()))
                .containsExactly("Probe-Modify-Response=app.yaml:g;", NEW + "=app.yaml%02g%01");
    }

    private static List<String> probed(HttpAnswer answer) {
        return answer.headers().stream()
                .filter(header -> header.name().startsWith("Probe-"))
                .map(header -> header.name() + "=" + header.value())
                .toList();
    }

    @Test
    void whoHasWhatThisNodeNeverHadIsToldNothingBeforeTheNodeHasCaughtUp() {
        configs.publish(SOMEBODY, ConfigDraft.of(KEY, "old"));
        CompletableFuture<Void> caughtUp = log.lag();
        CompletableFuture<HttpAnswer> answer = listen("30000", NEWER_MD5);
        assertThat(answer).isNotDone();

        configs.publish(SOMEBODY, ConfigDraft.of(KEY, "between"));
        assertThat(answer).isNotDone();
        configs.publish(SOMEBODY, ConfigDraft.of(KEY, NEWER));
        caughtUp.complete(null);
        assertThat(answer).isNotDone();
        assertThat(watchers()).hasSize(1);

        configs.publish(SOMEBODY, ConfigDraft.of(KEY, "newest"));
        assertThat(body(answer)).contains("app.yaml");
    }

    @Test
    void whoHasWhatThisNodeOnceHadIsToldAtOnce() {
        configs.publish(SOMEBODY, ConfigDraft.of(KEY, NEWER));
        configs.publish(SOMEBODY, ConfigDraft.of(KEY, "newest"));
        var _ = log.lag();
        assertThat(body(listen("30000", NEWER_MD5))).contains("app.yaml");
    }

    @Test
    void aNodeThatCannotCatchUpRefusesButTellsWhoHasNothing() {
        configs.publish(SOMEBODY, ConfigDraft.of(KEY, "old"));
        log.lag().completeExceptionally(new FaultException(new Fault.Busy("log", 1)));
        assertThat(listen("30000", NEWER_MD5)).isCompletedExceptionally();
        assertThat(body(listen("30000"))).contains("app.yaml");
    }

    private CompletableFuture<HttpAnswer> listen(String patienceMillis) {
        return listen(patienceMillis, "");
    }

    private CompletableFuture<HttpAnswer> listen(String patienceMillis, String md5) {
        return listen(Map.of("Long-Pulling-Timeout", patienceMillis), md5);
    }

    private CompletableFuture<HttpAnswer> listen(Map<String, String> headers, String md5) {
        String line = "app.yaml%02g%02" + md5 + "%01";
        HttpCall call =
                HttpCall.of(
                        "POST",
                        "/nacos/v1/cs/configs/listener?Listening-Configs=" + line,
                        headers,
                        new byte[0]);
        return polls.listen(call).toCompletableFuture();
    }

    private List<Delivery> watchers() {
        return configs.watchers(KEY).toCompletableFuture().join();
    }

    private static String body(CompletableFuture<HttpAnswer> answer) {
        return new String(answer.getNow(HttpAnswer.text(500, "none yet")).body(), UTF_8);
    }

    /** One whose barrier a test holds. */
    private static final class LaggingLog implements CommandLog {
        private final MemoryLog inside;
        private CompletableFuture<Void> caughtUp = CompletableFuture.completedFuture(null);

        LaggingLog(MemoryLog inside) {
            this.inside = inside;
        }

        /** From now on a barrier is passed when the test says so. */
        CompletableFuture<Void> lag() {
            caughtUp = new CompletableFuture<>();
            return caughtUp;
        }

        @Override
        public CompletionStage<RegistryOutcome> append(ServiceCommand command) {
            return inside.append(command);
        }

        @Override
        public CompletionStage<ConfigOutcome> append(ConfigCommand command) {
            return inside.append(command);
        }

        @Override
        public CompletionStage<Void> barrier() {
            return caughtUp;
        }

        @Override
        public void close() {
            inside.close();
        }
    }

    /** Services are not committed here. */
    private record OfConfig(ConfigKeeper keeper) implements Commits {
        @Override
        public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
            throw new AssertionError(command);
        }

        @Override
        public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
            return keeper.committed(command);
        }
    }
}
