package dev.pharos.server.front.v1.naming;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceProfile.Selector;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The small JSON of v1: selectors, checkers, the pools of a service. */
final class Forms {
    private static final Pattern LABEL =
            Pattern.compile("CONSUMER\\.label\\.(\\w+) *= *PROVIDER\\.label\\.(\\w+)");

    private Forms() {}

    static ServiceProfile profile(ServiceView view) {
        return view.profile().orElse(ServiceProfile.PLAIN);
    }

    /** The pools that have instances, each described. */
    static NavigableMap<String, List<Instance>> pools(ServiceView view) {
        NavigableMap<String, List<Instance>> pools = new TreeMap<>();
        for (Instance instance : view.instances()) {
            pools.computeIfAbsent(instance.pool(), _ -> new ArrayList<>()).add(instance);
        }
        return pools;
    }

    static Pool pool(ServiceView view, String name) {
        return profile(view).pools().getOrDefault(name, Pool.plain(name));
    }

    static Selector selector(Optional<String> text) {
        if (text.isEmpty()) {
            return Selector.NONE;
        }
        JsonObject json = Decoding.json("selector", text.get());
        String type = json.text("type", "");
        String expression = json.text("expression", "");
        return switch (type) {
            case "none" -> Selector.NONE;
            case "label" -> {
                labels(expression);
                yield new Selector(type, expression);
            }
            default ->
                    throw new FaultException(
                            new Fault.Invalid("selector.type", type, "none or label"));
        };
    }

    static void selector(JsonWriter json, Selector selector) {
        json.object(
                "selector",
                members -> {
                    members.text("type", selector.type());
                    if (selector.type().equals("label")) {
                        members.text("expression", selector.expression())
                                .texts("labels", labels(selector.expression()))
                                .text("contextType", "CMDB");
                    } else {
                        members.text("contextType", "NONE");
                    }
                });
    }

    private static List<String> labels(String expression) {
        List<String> labels = new ArrayList<>();
        for (String term : expression.split("&", -1)) {
            Matcher label = LABEL.matcher(term.strip());
            if (!label.matches() || !label.group(1).equals(label.group(2))) {
                throw new FaultException(
                        new Fault.Invalid(
                                "selector.expression",
                                expression,
                                "CONSUMER.label.X = PROVIDER.label.X, joined by &"));
            }
            if (!labels.contains(label.group(1))) {
                labels.add(label.group(1));
            }
        }
        return labels;
    }

    /** A type that is not known counts as none (golden 12/cl-upd-unknown-type). */
    static Pool.Checker checker(String text) {
        JsonObject json = Decoding.json("healthChecker", text);
        NavigableMap<String, String> properties = json.textMap();
        properties.remove("type");
        return switch (json.text("type", "").toUpperCase(Locale.ROOT)) {
            case "TCP" -> Pool.Checker.TCP;
            case "HTTP" -> new Pool.Checker("HTTP", properties);
            case "MYSQL" -> new Pool.Checker("MYSQL", properties);
            default -> Pool.Checker.NONE;
        };
    }

    static void checker(JsonWriter json, Pool.Checker checker) {
        Map<String, String> told = checker.properties();
        json.object(
                "healthChecker",
                members -> {
                    members.text("type", checker.type());
                    switch (checker.type()) {
                        case "HTTP" ->
                                members.text("path", told.getOrDefault("path", ""))
                                        .text("headers", told.getOrDefault("headers", ""))
                                        .number("expectedResponseCode", expectedCode(told));
                        case "MYSQL" ->
                                members.text("user", told.get("user"))
                                        .text("pwd", told.get("pwd"))
                                        .text("cmd", told.get("cmd"));
                        default -> {}
                    }
                });
    }

    private static long expectedCode(Map<String, String> told) {
        String code = told.getOrDefault("expectedResponseCode", "");
        return code.matches("[0-9]{1,9}") ? Long.parseLong(code) : 200;
    }
}
