package dev.pharos.server.front.v1.config;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.app.ConfigService;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One configuration that a long poll asks about.
 *
 * @param tenant as the client spelt its namespace; absent when it did not. The answer spells it the
 *     same way, or the client does not find its own listener.
 */
record ListenLine(String dataId, String group, String md5, Optional<String> tenant)
        implements ConfigService.Held {
    private static final char FIELD = 2;
    private static final char LINE = 1;
    private static final int LINES_MAX = 10_000;
    private static final int FIELDS_MAX = 4;
    private static final String EXPECTED =
            "dataId ^B group ^B md5 [^B namespace] ^A, at most " + LINES_MAX + " times";

    @Override
    public ConfigKey key() {
        return new ConfigKey(Namespace.of(tenant.orElse("")), group, dataId);
    }

    /**
     * Decodes the value of {@code Listening-Configs}, which clients encode once more than the form;
     * what has no end is ignored. Fails: {@code Invalid}.
     */
    static List<ListenLine> parse(String value) {
        String text = decode(value);
        if (text.indexOf(FIELD) < 0) {
            throw invalid(value);
        }
        List<ListenLine> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf(LINE); end >= 0; end = text.indexOf(LINE, from)) {
            lines.add(line(text.substring(from, end)));
            from = end + 1;
            if (lines.size() > LINES_MAX) {
                throw invalid(lines.size() + " lines");
            }
        }
        return lines;
    }

    /** The answer that names what has changed. */
    static String encode(Collection<ListenLine> changed) {
        StringBuilder text = new StringBuilder();
        for (ListenLine line : changed) {
            text.append(line.dataId).append(FIELD).append(line.group);
            line.tenant
                    .filter(tenant -> !tenant.isBlank())
                    .ifPresent(tenant -> text.append(FIELD).append(tenant));
            text.append(LINE);
        }
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8) + "\n";
    }

    /** The same for the oldest clients, which know neither namespaces nor an encoding. */
    static String plain(Collection<ListenLine> changed) {
        StringBuilder text = new StringBuilder();
        for (ListenLine line : changed) {
            text.append(line.dataId).append(':').append(line.group).append(';');
        }
        return text.toString();
    }

    private static ListenLine line(String text) {
        String[] fields = text.split(String.valueOf(FIELD), -1);
        if (fields.length > FIELDS_MAX || fields[0].isBlank()) {
            throw invalid(text);
        }
        return new ListenLine(
                fields[0],
                fields.length > 1 ? fields[1] : "",
                fields.length > 2 ? fields[2] : "",
                fields.length > 3 ? Optional.of(fields[3]) : Optional.empty());
    }

    private static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw invalid(value);
        }
    }

    private static FaultException invalid(String value) {
        return new FaultException(new Fault.Invalid("Listening-Configs", value, EXPECTED));
    }
}
