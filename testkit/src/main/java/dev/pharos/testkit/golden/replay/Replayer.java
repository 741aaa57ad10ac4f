package dev.pharos.testkit.golden.replay;

import dev.pharos.testkit.golden.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Plays a scenario against a server, in its order and with its waits. */
public final class Replayer {
    private static final int ANSWER_SECONDS = 30;
    private static final int JOIN_SECONDS = 60;

    /** What an answer must show before the scenario goes on, and for how long that is tried. */
    private record Until(Json.Members rule) {
        private static final Duration TIMEOUT = Duration.ofSeconds(15);
        private static final Duration INTERVAL = Duration.ofMillis(300);

        boolean fits(Answer answer) {
            String body = answer.content().text();
            return rule.number("status").map(BigDecimal::intValueExact).orElse(answer.status())
                            == answer.status()
                    && rule.text("contains").map(body::contains).orElse(true)
                    && !rule.text("absent").map(body::contains).orElse(false);
        }

        Duration timeout() {
            return Step.seconds(rule, "timeout", TIMEOUT);
        }

        Duration interval() {
            return Step.seconds(rule, "interval", INTERVAL);
        }
    }

    private final RawHttp http;
    private final String version;
    private final Pace pace;
    private final Variables variables;
    private final Listeners listeners;
    private final Map<String, CompletableFuture<Answer>> waiting = new LinkedHashMap<>();

    private Replayer(Target target, String version, Pace pace, Listeners listeners) {
        this.http = new RawHttp(target);
        this.version = version;
        this.pace = pace;
        this.variables = new Variables(version);
        this.listeners = listeners;
    }

    /**
     * The answers by step, in order; steps that only prepare something have none.
     *
     * <p>Thread: blocks for the length of the scenario.
     *
     * @param version the server whose steps are played; some are for some versions only
     */
    public static Map<String, Answer> play(
            Scenario scenario, Target target, String version, Pace pace)
            throws InterruptedException {
        try (Listeners listeners = new Listeners(pace)) {
            return new Replayer(target, version, pace, listeners).play(scenario);
        }
    }

    private Map<String, Answer> play(Scenario scenario) throws InterruptedException {
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (Step step : scenario.steps()) {
            if (step.appliesTo(version)) {
                Optional<Answer> answer = take(step.filledIn(variables));
                if (answer.isPresent()) {
                    answers.put(step.name(), answer.get());
                    step.detail("capture").ifPresent(c -> variables.capture(c, answer.get()));
                }
            }
        }
        return answers;
    }

    private Optional<Answer> take(Step step) throws InterruptedException {
        pace.pause(step.seconds("wait", 0));
        if (step.line().isTrue("background")) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            waiting.put(step.name(), answer);
            Thread.ofVirtual().start(() -> answer.complete(ask(step)));
            return Optional.empty();
        }
        if (step.has("set")) {
            step.detail("set").ifPresent(variables::set);
            return Optional.empty();
        }
        if (step.has("udp")) {
            return listeners.udp(step);
        }
        if (step.has("tcp")) {
            return listeners.tcp(step);
        }
        return Optional.of(step.has("join") ? join(step) : askUntilFit(step));
    }

    private Answer join(Step step) {
        CompletableFuture<Answer> answer = waiting.get(step.text("join").orElseThrow());
        if (answer == null) {
            throw new IllegalStateException(step.name() + " joins a step that has not begun");
        }
        long timeoutMillis = step.seconds("timeout", JOIN_SECONDS).toMillis();
        Answer late = Answer.failed(Optional.empty(), "still waiting");
        return answer.copy().completeOnTimeout(late, timeoutMillis, TimeUnit.MILLISECONDS).join();
    }

    private Answer askUntilFit(Step step) throws InterruptedException {
        Until until = new Until(step.detail("until").orElse(new Json.Members(Map.of())));
        long start = pace.nanos();
        Answer answer = ask(step);
        while (!until.fits(answer)
                && Duration.ofNanos(pace.nanos() - start).compareTo(until.timeout()) <= 0) {
            pace.pause(until.interval());
            answer = ask(step);
        }
        return answer;
    }

    private Answer ask(Step step) {
        boolean digestOnly = step.text("keep").equals(Optional.of("hash"));
        return http.send(Request.of(step), step.seconds("timeout", ANSWER_SECONDS), digestOnly);
    }
}
