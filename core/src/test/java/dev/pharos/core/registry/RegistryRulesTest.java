package dev.pharos.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.health.Heartbeat;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RegistryRulesTest {
    private static final RegistryRules RULES = new RegistryRules(100);
    private static final ServiceName NAME = new ServiceName(Namespace.PUBLIC, "g", "s");

    private static Optional<String> service(String namespace, String group, String name) {
        return RULES.service(new ServiceName(new Namespace(namespace), group, name))
                .map(Fault::message);
    }

    @Test
    void namesThatNacosTakesAreTaken() {
        assertThat(service("n-1_a", "g.x-y_z:1", "providers:com.acme.Foo:1.0:$g")).isEmpty();
        assertThat(service("n".repeat(128), "g".repeat(128), "s".repeat(512))).isEmpty();
        assertThat(service("n", "g", "gb/x?&+\"'<>\\\\,;*#%@a")).isEmpty();
    }

    @Test
    void otherNamesAreRefusedAndTheMessageSaysWhy() {
        assertThat(service("n.s", "g", "s"))
                .contains("namespaceId: n.s (expected: letters, digits, '-' and '_')");
        assertThat(service("n", "g/x", "s")).isPresent();
        assertThat(service("n", "g", "a b"))
                .contains("serviceName: a b (expected: neither white space nor ideographs)");
        assertThat(service("n", "g", "\u670d\u52a1")).isPresent();
        assertThat(service("n", "g", "@s")).isPresent();
        assertThat(service("n", "g", "a@@b")).isPresent();
        assertThat(service("n".repeat(129), "g", "s")).isPresent();
    }

    @Test
    void instancesHaveAPlaceAWeightAndBoundedMetadata() {
        Instance plain = Instance.at(NAME, "10.0.0.1", 80);
        assertThat(RULES.instance(plain)).isEmpty();
        assertThat(RULES.instance(Instance.at(NAME, "::1", 65_535))).isEmpty();
        assertThat(RULES.instance(Instance.at(NAME, "10.0.0.1 ", 80))).isPresent();
        assertThat(RULES.instance(Instance.at(NAME, "10.0.0.1", 65_536))).isPresent();
        assertThat(RULES.instance(plain.withWeight(10_000.1))).isPresent();
        assertThat(RULES.instance(plain.withWeight(Double.NaN))).isPresent();
        assertThat(RULES.instance(plain.withMetadata(Map.of("k", "v".repeat(100)))))
                .containsInstanceOf(Fault.TooLarge.class);
    }

    @Test
    void anInstanceThatBeatsTooSeldomIsTakenOnlyWhereAnyRhythmIs() {
        Instance seldom =
                Instance.at(NAME, "10.0.0.1", 80)
                        .withMetadata(Map.of(Heartbeat.TIMEOUT_KEY, "3000"));
        assertThat(RULES.instance(seldom)).isPresent();
        assertThat(RULES.instanceOfAnyRhythm(seldom)).isEmpty();
    }

    @Test
    void listsOfPoolsAreNamesWithCommas() {
        assertThat(RULES.poolList("")).isEmpty();
        assertThat(RULES.poolList("c-1,c_2,,")).isEmpty();
        assertThat(RULES.poolList(" c1")).isPresent();
        assertThat(RULES.poolList("c".repeat(5_000))).containsInstanceOf(Fault.TooLarge.class);
    }
}
