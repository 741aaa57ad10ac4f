package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.replay.Pace;
import dev.pharos.testkit.golden.replay.Target;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays scenarios against a server that runs already, best a fresh one, and shows what differs:
 * {@code --target http://127.0.0.1:8848 10-naming 20}.
 *
 * <p>It ends with 1 when a step is different and no exception says why.
 */
public final class Replay {
    private Replay() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Target target = Target.parse("http://127.0.0.1:8848");
        List<String> wanted = new ArrayList<>(List.of(arguments));
        if (wanted.size() > 1 && wanted.getFirst().equals("--target")) {
            target = Target.parse(wanted.get(1));
            wanted.subList(0, 2).clear();
        }
        List<String> scenarios = matching(wanted);
        if (scenarios.isEmpty()) {
            out.println("usage: [--target http://HOST:PORT] SCENARIO... (beginnings of names)");
            out.println("scenarios: " + String.join(" ", Recordings.scenarios()));
            System.exit(2);
        }
        boolean good = true;
        for (String scenario : scenarios) {
            Trial trial = Trial.of(scenario, target, Pace.real());
            out.println(trial.details());
            out.println(trial.summary());
            good &= trial.faults().isEmpty();
        }
        System.exit(good ? 0 : 1);
    }

    private static List<String> matching(List<String> beginnings) {
        return Recordings.scenarios().stream()
                .filter(name -> beginnings.stream().anyMatch(name::startsWith))
                .toList();
    }
}
