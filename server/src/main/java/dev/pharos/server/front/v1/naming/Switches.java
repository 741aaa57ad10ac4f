package dev.pharos.server.front.v1.naming;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.health.Probing;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.wire.BrokenJsonException;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switches of Nacos' naming: kept and shown, so that its tools work. Those that this node does
 * not act on ({@link #IDLE}) stand for parts that it has not; its log says so when one is set. They
 * are this node's own and end with it.
 *
 * <p>{@code overriddenServerStatus} and {@code limitedUrlMap} close HTTP alone, as in Nacos: its
 * clients of gRPC go on. Source: http-v1.md §5 of the reference.
 *
 * <p>Source: Nacos 2.5.1 (golden 16-naming-v1-operator/sw-*); an entry that is not known is taken
 * and forgotten.
 */
final class Switches {
    private static final String PUSHING = "pushEnabled";
    private static final String BEAT_INTERVAL = "clientBeatInterval";
    private static final Pattern PUSH_VERSION =
            Pattern.compile("(\\w+):([0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9})");
    private static final Pattern LIMITED = Pattern.compile("([^:,]+):([2-5][0-9]{2})");
    private static final Map<String, String> PUSH_VERSIONS =
            Map.of(
                    "java", "pushJavaVersion",
                    "go", "pushGoVersion",
                    "python", "pushPythonVersion",
                    "c", "pushCVersion",
                    "csharp", "pushCSharpVersion");

    /** A member of the document: its name, what an entry is called that sets it, and its rule. */
    private record Switch(String member, String entry, String initial, UnaryOperator<String> rule) {
        static Switch fixed(String member, String initial) {
            return new Switch(member, "", initial, UnaryOperator.identity());
        }

        static Switch flag(String member, String entry, boolean initial) {
            return new Switch(
                    member,
                    entry,
                    Boolean.toString(initial),
                    text -> Boolean.toString("true".equalsIgnoreCase(text.strip())));
        }

        static Switch millis(String member, String entry, long initial, long least) {
            return new Switch(
                    member, entry, Long.toString(initial), text -> atLeast(entry, text, least));
        }

        static Switch object(String member, String initial) {
            return new Switch(member, member, initial, Switches::healthParams);
        }
    }

    private static final List<Switch> ALL =
            List.of(
                    new Switch("masters", "masters", "null", Switches::list),
                    Switch.fixed("adWeightMap", "{}"),
                    Switch.millis("defaultPushCacheMillis", "pushCacheMillis", 10_000, 10_000),
                    Switch.millis(BEAT_INTERVAL, BEAT_INTERVAL, 5_000, 0),
                    Switch.millis("defaultCacheMillis", "defaultCacheMillis", 3_000, 1_000),
                    new Switch("distroThreshold", "distroThreshold", "0.7", Switches::share),
                    Switch.flag("healthCheckEnabled", "check", true),
                    Switch.flag(
                            "autoChangeHealthCheckEnabled", "autoChangeHealthCheckEnabled", true),
                    Switch.flag("distroEnabled", "distro", true),
                    Switch.flag("enableStandalone", "enableStandalone", true),
                    Switch.flag(PUSHING, PUSHING, true),
                    Switch.millis("checkTimes", "healthCheckTimes", 3, 0),
                    Switch.object("httpHealthParams", "{\"max\":5000,\"min\":500,\"factor\":0.85}"),
                    Switch.object("tcpHealthParams", "{\"max\":5000,\"min\":1000,\"factor\":0.75}"),
                    Switch.object(
                            "mysqlHealthParams", "{\"max\":3000,\"min\":2000,\"factor\":0.65}"),
                    Switch.fixed("incrementalList", "[]"),
                    Switch.millis(
                            "serverStatusSynchronizationPeriodMillis",
                            "serverStatusSynchronizationPeriodMillis",
                            2_000,
                            1_000),
                    Switch.millis(
                            "serviceStatusSynchronizationPeriodMillis",
                            "serviceStatusSynchronizationPeriodMillis",
                            5_000,
                            5_000),
                    Switch.flag("disableAddIP", "disableAddIP", false),
                    Switch.flag("sendBeatOnly", "sendBeatOnly", false),
                    Switch.flag("lightBeatEnabled", "lightBeatEnabled", true),
                    new Switch("limitedUrlMap", "limitedUrlMap", "{}", Switches::limited),
                    Switch.millis(
                            "distroServerExpiredMillis", "distroServerExpiredMillis", 10_000, 0),
                    Switch.fixed("pushGoVersion", "\"0.1.0\""),
                    Switch.fixed("pushJavaVersion", "\"0.1.0\""),
                    Switch.fixed("pushPythonVersion", "\"0.4.3\""),
                    Switch.fixed("pushCVersion", "\"1.0.12\""),
                    Switch.fixed("pushCSharpVersion", "\"0.9.0\""),
                    Switch.fixed("enableAuthentication", "false"),
                    new Switch(
                            "overriddenServerStatus",
                            "overriddenServerStatus",
                            "null",
                            text -> text.equals("null") ? text : quoted(text)),
                    Switch.flag("defaultInstanceEphemeral", "defaultInstanceEphemeral", true),
                    Switch.fixed("healthCheckWhiteList", "[]"),
                    Switch.fixed("name", "\"00-00---000-NACOS_SWITCH_DOMAIN-000---00-00\""),
                    Switch.fixed("checksum", "null"));

    /** What the probes are told of. */
    private static final Set<String> PROBING =
            Set.of(
                    "healthCheckEnabled",
                    "checkTimes",
                    "httpHealthParams",
                    "tcpHealthParams",
                    "mysqlHealthParams");

    /** What nothing here looks at. */
    private static final Set<String> IDLE =
            Set.of(
                    "masters",
                    "defaultPushCacheMillis",
                    "defaultCacheMillis",
                    "distroThreshold",
                    "autoChangeHealthCheckEnabled",
                    "distroEnabled",
                    "enableStandalone",
                    "serverStatusSynchronizationPeriodMillis",
                    "serviceStatusSynchronizationPeriodMillis",
                    "disableAddIP",
                    "sendBeatOnly",
                    "distroServerExpiredMillis",
                    "pushGoVersion",
                    "pushJavaVersion",
                    "pushPythonVersion",
                    "pushCVersion",
                    "pushCSharpVersion");

    private static final Logger LOG = LoggerFactory.getLogger(Switches.class);
    private static final String UP = "UP";
    private static final List<String> CLOSED =
            List.of("DOWN", "STARTING", "PAUSED", "READ_ONLY", "WRITE_ONLY");

    private final Consumer<Probing.Plan> probes;
    private final Consumer<Boolean> pushes;
    private volatile Map<String, String> values;
    private volatile Map<String, Integer> limits = Map.of();

    /**
     * {@code probes} hears how instances are to be probed, and {@code pushes} whether clients are
     * told of changes, each time that an operator says it.
     */
    Switches(Consumer<Probing.Plan> probes, Consumer<Boolean> pushes) {
        this.probes = probes;
        this.pushes = pushes;
        Map<String, String> initial = new LinkedHashMap<>();
        ALL.forEach(one -> initial.put(one.member(), one.initial()));
        values = initial;
    }

    boolean isPushing() {
        return isOn(PUSHING);
    }

    /** Whether an instance that does not say what it is beats. */
    boolean isEphemeral() {
        return isOn("defaultInstanceEphemeral");
    }

    /** Whether clients may leave out of a heartbeat what they said when they registered. */
    boolean isLightBeating() {
        return isOn("lightBeatEnabled");
    }

    /** How often an instance beats that does not ask for a rhythm of its own. */
    long beatIntervalMillis() {
        return Long.parseLong(values.getOrDefault(BEAT_INTERVAL, "5000"));
    }

    private boolean isOn(String member) {
        return "true".equals(values.get(member));
    }

    /** What naming says of itself; {@code UP} unless an operator has said otherwise. */
    String status() {
        String told = values.getOrDefault("overriddenServerStatus", "");
        return CLOSED.stream().filter(one -> quoted(one).equals(told)).findFirst().orElse(UP);
    }

    /**
     * How a call is turned away, if it is. Setting switches is always possible, so that an operator
     * can open again what he closed.
     */
    Optional<HttpAnswer> refusal(HttpCall call) {
        for (Map.Entry<String, Integer> limit : limits.entrySet()) {
            if (call.rawUri().startsWith(limit.getKey())) {
                return Optional.of(HttpAnswer.empty(limit.getValue()));
            }
        }
        String status = status();
        boolean reads = call.method().equals("GET");
        boolean open =
                status.equals(UP)
                        || (status.equals("READ_ONLY") && reads)
                        || (status.equals("WRITE_ONLY") && !reads)
                        || Decoding.agent(call).startsWith("Nacos-Server");
        return open
                ? Optional.empty()
                : Optional.of(
                        Answers.text(
                                call, 503, "naming is " + status + " now; try another server"));
    }

    byte[] json() {
        return JsonWriter.object(
                json ->
                        values.forEach(
                                (name, value) ->
                                        json.raw(name, value.getBytes(StandardCharsets.UTF_8))));
    }

    void set(String entry, String value) {
        try {
            switch (entry) {
                case "batch" -> Json.parse(value);
                case "pushVersion" -> pushVersion(value);
                case "limitedUrlMap" -> {
                    if (!value.isBlank()) {
                        setKnown(entry, value);
                        limits = limits(value);
                    }
                }
                default -> setKnown(entry, value);
            }
        } catch (BrokenJsonException broken) {
            throw new FaultException(new Fault.Invalid(entry, value, "a JSON object"));
        }
    }

    private void setKnown(String entry, String value) {
        Optional<Switch> known =
                entry.isEmpty()
                        ? Optional.empty()
                        : ALL.stream().filter(one -> one.entry().equals(entry)).findFirst();
        known.ifPresent(one -> put(one.member(), one.rule().apply(value)));
    }

    private synchronized void put(String member, String json) {
        Map<String, String> now = new LinkedHashMap<>(values);
        now.put(member, json);
        values = now;
        if (IDLE.contains(member)) {
            LOG.warn("switch without effect here: {}={}", member, json);
        } else {
            LOG.info("switch {}={}", member, json);
        }
        if (member.equals(PUSHING)) {
            pushes.accept(isPushing());
        }
        if (PROBING.contains(member)) {
            probes.accept(plan());
        }
    }

    private Probing.Plan plan() {
        return new Probing.Plan(
                "true".equals(values.get("healthCheckEnabled")),
                Math.clamp(Long.parseLong(values.getOrDefault("checkTimes", "3")), 1, 1000),
                rhythm("tcpHealthParams", Probing.Rhythm.TCP),
                rhythm("httpHealthParams", Probing.Rhythm.HTTP),
                rhythm("mysqlHealthParams", Probing.Rhythm.MYSQL));
    }

    private Probing.Rhythm rhythm(String member, Probing.Rhythm usual) {
        JsonObject json = Json.parse(values.getOrDefault(member, "{}"));
        return new Probing.Rhythm(
                json.integer("min", usual.minMillis()),
                json.integer("max", usual.maxMillis()),
                json.decimal("factor", usual.inertia()));
    }

    private void pushVersion(String value) {
        Matcher version = PUSH_VERSION.matcher(value.strip());
        String member = version.matches() ? PUSH_VERSIONS.get(version.group(1)) : null;
        if (member == null) {
            throw new FaultException(
                    new Fault.Invalid(
                            "pushVersion",
                            value,
                            "java, go, python, c or csharp, a colon, and a version like 1.0.0"));
        }
        put(member, quoted(version.group(2)));
    }

    private static String atLeast(String entry, String text, long least) {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= least) {
                return Long.toString(value);
            }
        } catch (NumberFormatException _) {
            // as unusable as a small one
        }
        throw new FaultException(
                new Fault.Invalid(entry, text, "a whole number from " + least + " on"));
    }

    private static String share(String text) {
        try {
            float value = Float.parseFloat(text.strip());
            if (value > 0 && value <= 1) {
                return Float.toString(value);
            }
        } catch (NumberFormatException _) {
            // as unusable as zero
        }
        throw new FaultException(
                new Fault.Invalid("distroThreshold", text, "more than 0, at most 1"));
    }

    /** Only an object whose members are numbers can be followed. */
    private static String healthParams(String text) {
        JsonObject json = Json.parse(text);
        json.integer("min", 0);
        json.integer("max", 0);
        json.decimal("factor", 0);
        return json.json();
    }

    private static String list(String text) {
        StringBuilder json = new StringBuilder("[");
        for (String part : text.split(",", -1)) {
            json.append(json.length() > 1 ? "," : "").append(quoted(part));
        }
        return json.append(']').toString();
    }

    private static Map<String, Integer> limits(String text) {
        Map<String, Integer> limits = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            Matcher limit = LIMITED.matcher(part.strip());
            if (!limit.matches()) {
                throw new FaultException(
                        new Fault.Invalid(
                                "limitedUrlMap", text, "prefix:status, with commas between"));
            }
            limits.put(limit.group(1), Integer.parseInt(limit.group(2)));
        }
        return limits;
    }

    private static String limited(String text) {
        return new String(
                JsonWriter.object(json -> limits(text).forEach(json::number)),
                StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        String object =
                new String(JsonWriter.object(json -> json.text("", text)), StandardCharsets.UTF_8);
        return object.substring("{\"\":".length(), object.length() - 1);
    }
}
