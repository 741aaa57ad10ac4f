package dev.pharos.testkit.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import dev.pharos.testkit.golden.replay.Answer;
import dev.pharos.testkit.golden.replay.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What lies in {@code resources/golden}: scenarios, and what real servers answered to them. */
public final class Recordings {
    /** The server whose answers are right, and whose steps are played. */
    public static final String MODERN = "2.5.1";

    /** The server whose answers are right where {@link #MODERN} has none any more. */
    public static final String LEGACY = "1.1.3";

    private Recordings() {}

    /** The names of the recorded scenarios, in order. */
    public static List<String> scenarios() {
        return List.of(
                "10-naming-v1-instance",
                "11-naming-v1-bad-input",
                "12-naming-v1-service",
                "13-naming-v1-persistent",
                "14-naming-v1-beat",
                "15-naming-v1-udp",
                "16-naming-v1-operator",
                "20-config-v1-basic",
                "21-config-v1-listener",
                "22-config-v1-search-history",
                "23-config-v1-import-export",
                "24-config-v1-bad-input",
                "30-console-v1",
                "31-core-v1",
                "70-health-metrics-http",
                "90-server-status-override");
    }

    /** A scenario by its full name. */
    public static Scenario scenario(String name) {
        return Scenario.read(name, text("scenarios/" + name + ".jsonl"));
    }

    /** The answers of a server by step, in order. */
    public static Map<String, Answer> answers(String version, String scenario) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (String line : lines("answers/" + version + "/" + scenario + ".jsonl")) {
            Json.Members members = JsonReader.members(line);
            answers.put(members.text("step").orElseThrow(), Answer.read(members));
        }
        return answers;
    }

    static Rules rules() {
        return Rules.of(
                JsonReader.members(text("volatile.json")), JsonReader.members(text("alone.json")));
    }

    static Exceptions exceptions() {
        return Exceptions.read(text("exceptions.txt"));
    }

    /** Unit: percent of the scenario's steps that must be equal at the least. */
    static double ratchet(String scenario) {
        return lines("ratchet.txt").stream()
                .map(line -> line.split(" ", 2))
                .filter(line -> scenario.startsWith(line[0] + "-"))
                .mapToDouble(line -> Double.parseDouble(line[1]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no ratchet of " + scenario));
    }

    private static List<String> lines(String name) {
        return text(name).lines().filter(line -> !line.isBlank()).toList();
    }

    private static String text(String name) {
        try (InputStream in = Recordings.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no recording golden/" + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("golden/" + name, failure);
        }
    }
}
