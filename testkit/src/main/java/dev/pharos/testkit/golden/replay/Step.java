package dev.pharos.testkit.golden.replay;

import dev.pharos.testkit.golden.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One line of a scenario: a request, or something that is done around requests. */
public record Step(Json.Members line) {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    /** Unique in its scenario: answers are found by it. */
    public String name() {
        return line.text("step").orElseThrow();
    }

    /** Whether the step is for servers of that version; the line names beginnings of versions. */
    boolean appliesTo(String version) {
        List<Json> only = line.elements("versions");
        return (only.isEmpty() || named(only, version))
                && !named(line.elements("not_versions"), version);
    }

    private static boolean named(List<Json> beginnings, String version) {
        return beginnings.stream().flatMap(v -> v.asText().stream()).anyMatch(version::startsWith);
    }

    /** The same step with its long texts made and its variables filled in. */
    Step filledIn(Variables variables) {
        return new Step((Json.Members) variables.fillIn(line));
    }

    boolean has(String member) {
        return line.find(member).isPresent();
    }

    Optional<String> text(String member) {
        return line.text(member);
    }

    int number(String member) {
        return line.number(member).orElseThrow().intValueExact();
    }

    /** An object that says how the step is done; empty when there is none. */
    Optional<Json.Members> detail(String member) {
        return line.find(member).map(Json.Members.class::cast);
    }

    Duration seconds(String member, long otherwise) {
        return seconds(line, member, Duration.ofSeconds(otherwise));
    }

    static Duration seconds(Json.Members line, String member, Duration otherwise) {
        return line.number(member)
                .map(seconds -> Duration.ofNanos(seconds.multiply(NANOS).longValue()))
                .orElse(otherwise);
    }
}
