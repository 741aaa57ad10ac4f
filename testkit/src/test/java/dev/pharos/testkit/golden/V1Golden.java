package dev.pharos.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.NodeProcess;
import dev.pharos.testkit.golden.replay.Pace;
import dev.pharos.testkit.golden.replay.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was asked of real servers is asked of ours, and each answer is judged. The scenarios run
 * side by side, each against a node of its own; {@code target/golden} shows all that differs.
 *
 * <p>{@code -Dgolden=10} plays only the scenarios whose names begin so.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
final class V1Golden {
    private static final Path FOLDER = Path.of("target", "golden");

    /** The scenarios of the main job over HTTP v1, which are summed up. */
    private static final List<String> COUNTED =
            List.of("10", "11", "12", "13", "14", "20", "21", "22", "24", "30");

    /** Unit: percent of their steps that are equal at the least. */
    private static final double COUNTED_MIN = 90;

    /** As the recorded servers were started: their address, and what they show of themselves. */
    private static final String[] AS_RECORDED = {
        "--set=nacos.server.ip=127.0.0.1", "--set=management.endpoints.web.exposure.include=health"
    };

    private final Map<String, Trial> trials = new ConcurrentSkipListMap<>();

    static Stream<String> scenarios() {
        String wanted = System.getProperty("golden", "");
        return Recordings.scenarios().stream().filter(name -> name.startsWith(wanted));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void answersAsRealServersDo(String scenario) throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        try (NodeProcess node = NodeProcess.start(FOLDER.resolve(scenario), AS_RECORDED)) {
            Target target = Target.parse("http://" + node.address());
            Trial trial = Trial.of(scenario, target, Pace.real());
            trials.put(scenario, trial);
            Path details = FOLDER.resolve(scenario + ".txt");
            Files.writeString(details, trial.details());
            assertThat(trial.faults()).as(scenario + ", see testkit/" + details).isEmpty();
            assertThat(Tally.of(trial.verdicts()).share())
                    .as("percent of equal steps in %s", scenario)
                    .isGreaterThanOrEqualTo(Recordings.ratchet(scenario));
        }
    }

    @AfterAll
    void sumUp() throws IOException {
        Tally counted = tally(name -> COUNTED.contains(name.substring(0, 2)));
        Tally all = tally(_ -> true);
        String summary =
                Stream.concat(
                                trials.values().stream().map(Trial::summary),
                                Stream.of(counted.line("counted"), all.line("all")))
                        .collect(Collectors.joining("\n"));
        System.out.println(summary);
        Files.writeString(FOLDER.resolve("summary.txt"), summary);
        if (trials.size() == Recordings.scenarios().size()) {
            assertThat(counted.share()).as("percent counted").isGreaterThanOrEqualTo(COUNTED_MIN);
        }
    }

    private Tally tally(Predicate<String> scenarios) {
        return Tally.of(
                trials.values().stream()
                        .filter(trial -> scenarios.test(trial.scenario()))
                        .flatMap(trial -> trial.verdicts().stream())
                        .toList());
    }
}
