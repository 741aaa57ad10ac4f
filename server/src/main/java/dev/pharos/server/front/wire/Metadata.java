package dev.pharos.server.front.wire;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metadata in one parameter: a JSON object, or {@code key=value,key=value}.
 *
 * <p>Fails: {@code Invalid}. Source: golden 10-naming-v1-instance/md-*; an object inside stays as
 * its JSON, as Nacos 1.1.3 kept it.
 */
public final class Metadata {
    private static final String EXPECTED =
            "a JSON object of text, or key=value pairs with commas between";

    private Metadata() {}

    public static NavigableMap<String, String> parse(Optional<String> text) {
        return text.map(Metadata::parse).orElseGet(TreeMap::new);
    }

    public static NavigableMap<String, String> parse(String text) {
        if (text.isBlank()) {
            return new TreeMap<>();
        }
        if (text.stripLeading().startsWith("{")) {
            try {
                return Json.parseLoosely(text).textMap();
            } catch (BrokenJsonException _) {
                throw invalid(text);
            }
        }
        return pairs(text);
    }

    private static NavigableMap<String, String> pairs(String text) {
        NavigableMap<String, String> pairs = new TreeMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
                throw invalid(text);
            }
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return pairs;
    }

    private static FaultException invalid(String text) {
        return new FaultException(new Fault.Invalid("metadata", text, EXPECTED));
    }
}
