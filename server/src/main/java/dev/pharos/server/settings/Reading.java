package dev.pharos.server.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings as they were read.
 *
 * @param settings every key's value
 * @param notes a line each, for whoever starts the node: what he may count on and does not have
 * @param idle what is set, has no effect here and is in no note, in alphabetical order
 */
public record Reading(Settings settings, List<String> notes, List<String> idle) {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([^{}:]+)(?::([^{}]*))?}");
    private static final int PLACES_MAX = 100;

    private static final String OURS = "PHAROS_";

    /** What the start scripts and the command line look at. */
    private static final List<String> OF_SCRIPTS =
            List.of("PHAROS_DATA", "PHAROS_JAVA_HOME", "PHAROS_JAVA_OPTS");

    /** Kubernetes and Docker say so where each service is, of any that is named like us too. */
    private static final Pattern OF_PLATFORM =
            Pattern.compile(
                    "\\w+_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|NAME"
                            + "|PORT(_\\d+_(TCP|UDP|SCTP)(_\\w+)?)?)");

    private static final List<String> FUNCTION_MODE =
            List.of("nacos.functionMode", "FUNCTION_MODE");
    private static final List<String> AUTH =
            List.of("nacos.core.auth.enabled", "NACOS_AUTH_ENABLE");
    private static final List<String> DATABASE =
            List.of(
                    "spring.sql.init.platform",
                    "spring.datasource.platform",
                    "SPRING_DATASOURCE_PLATFORM");

    public Reading {
        notes = List.copyOf(notes);
        idle = List.copyOf(idle);
    }

    /** With further notes. */
    public Reading and(List<String> further) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(further);
        return new Reading(settings, all, idle);
    }

    /** What a key is set to, and where. */
    private record Entry(String written, String value, String source) {}

    /**
     * Reads the sources; a later one counts more than an earlier one. A value may hold {@code
     * ${NAME:default}}, where a name is a key of the sources or else a variable.
     *
     * @param variables of the environment, empty string for an unknown one
     * @throws SettingException for the first value out of bound, the first unknown key of ours, and
     *     the first two values that do not fit each other
     */
    public static Reading of(List<Source> sources, UnaryOperator<String> variables)
            throws SettingException {
        Names names = new Names();
        Map<Key<?>, List<Entry>> set = new LinkedHashMap<>();
        Map<String, String> raw = new TreeMap<>();
        TreeSet<String> foreign = new TreeSet<>();
        for (Source source : sources) {
            raw.putAll(source.entries());
            for (var entry : new TreeMap<>(source.entries()).entrySet()) {
                String written = entry.getKey();
                if (isOfPlatform(entry.getValue(), source.shape())) {
                    continue;
                }
                Optional<Key<?>> key = names.find(written, source.shape());
                if (key.isPresent()) {
                    Entry said = new Entry(written, entry.getValue(), source.name());
                    set.computeIfAbsent(key.get(), _ -> new ArrayList<>()).add(said);
                } else {
                    unknown(names, written, source).ifPresent(foreign::add);
                }
            }
        }
        UnaryOperator<String> lookup =
                name -> Optional.ofNullable(raw.get(name)).orElseGet(() -> variables.apply(name));
        raw.values().forEach(value -> foreign.removeAll(placesIn(value)));
        List<String> notes = notes(foreign, raw);
        foreign.stream()
                .filter(name -> name.startsWith(OURS))
                .map(Reading::stranger)
                .forEach(notes::add);
        foreign.removeIf(name -> name.startsWith(OURS));
        return new Reading(values(set, lookup), notes, List.copyOf(foreign));
    }

    /**
     * Kubernetes tells each container of every service: one named nacos-server becomes the variable
     * NACOS_SERVER_PORT with the value tcp://10.0.0.7:8848, which nobody has set.
     */
    private static boolean isOfPlatform(String value, Source.Shape shape) {
        return shape == Source.Shape.ENVIRONMENT && value.startsWith("tcp://");
    }

    /** The key, when somebody means this node by it; nothing, when it is a stranger's. */
    private static Optional<String> unknown(Names names, String written, Source source)
            throws SettingException {
        if (written.equals("pharos.data")) {
            throw new SettingException(
                    "pharos.data: not a key, "
                            + source.name()
                            + " (the data folder is given by --data, or --home of"
                            + " startup.sh, alone)");
        }
        if (source.shape() == Source.Shape.ENVIRONMENT && written.startsWith(OURS)) {
            return ofOurs(names, written, source);
        }
        boolean isOfNacos = names.isOfNacos(written, source.shape());
        boolean isOurs =
                switch (source.shape()) {
                    case DOTTED, FILE -> written.startsWith("pharos.");
                    case ASKED ->
                            written.startsWith("pharos.") || names.nearest(written).isPresent();
                    case ENVIRONMENT -> false;
                };
        if (isOurs) {
            throw new SettingException(
                    written
                            + ": unknown key, "
                            + source.name()
                            + names.nearest(written)
                                    .map(near -> " (did you mean " + near + "?)")
                                    .orElse(" (docs/settings.md names them all)"));
        }
        boolean isNamed =
                isOfNacos
                        || List.of(Source.Shape.FILE, Source.Shape.ASKED).contains(source.shape());
        return isNamed ? Optional.of(written) : Optional.empty();
    }

    /** The variable, when it is none of a key, and looks like none that somebody has misspelt. */
    private static Optional<String> ofOurs(Names names, String written, Source source)
            throws SettingException {
        if (OF_SCRIPTS.contains(written) || OF_PLATFORM.matcher(written).matches()) {
            return Optional.empty();
        }
        Optional<String> near = names.nearestVariable(written);
        if (near.isPresent()) {
            throw new SettingException(
                    written
                            + ": unknown variable, "
                            + source.name()
                            + " (did you mean "
                            + near.get()
                            + "?)");
        }
        return Optional.of(written);
    }

    private static String stranger(String variable) {
        return variable
                + ": no key is called so, in the environment (docs/settings.md has them all)";
    }

    private static Settings values(Map<Key<?>, List<Entry>> set, UnaryOperator<String> lookup)
            throws SettingException {
        Settings settings = Settings.standard();
        for (var each : set.entrySet()) {
            Optional<Entry> last = last(each.getValue(), lookup);
            if (last.isEmpty()) {
                continue;
            }
            Entry entry = last.get();
            try {
                settings = settings.withText(each.getKey(), entry.value());
            } catch (IllegalArgumentException | ArithmeticException _) {
                throw new SettingException(
                        entry.written()
                                + ": "
                                + entry.value()
                                + " (expected: "
                                + each.getKey().bound()
                                + "; set "
                                + entry.source()
                                + ")");
            }
        }
        Fits.require(settings);
        return settings;
    }

    /**
     * The last that says something, filled. An empty value says nothing, in Nacos' own files as in
     * a variable that a container is given without a value, so it does not hide an earlier one.
     */
    private static Optional<Entry> last(List<Entry> entries, UnaryOperator<String> lookup) {
        return entries.reversed().stream()
                .map(
                        entry ->
                                new Entry(
                                        entry.written(),
                                        filled(entry.value(), lookup),
                                        entry.source()))
                .filter(entry -> !entry.value().isBlank())
                .findFirst();
    }

    /** What a value is filled from has an effect by it. */
    private static Set<String> placesIn(String value) {
        return PLACE.matcher(value)
                .results()
                .map(place -> place.group(1))
                .collect(Collectors.toSet());
    }

    private static String filled(String value, UnaryOperator<String> lookup) {
        String text = value;
        for (int i = 0; i < PLACES_MAX; i++) {
            Matcher place = PLACE.matcher(text);
            if (!place.find()) {
                return text;
            }
            String found = lookup.apply(place.group(1));
            String otherwise = place.group(2) == null ? "" : place.group(2);
            text =
                    text.substring(0, place.start())
                            + (found.isEmpty() ? otherwise : found)
                            + text.substring(place.end());
        }
        return text;
    }

    /** Takes out of {@code foreign} what a note is about. */
    private static List<String> notes(Set<String> foreign, Map<String, String> raw)
            throws SettingException {
        List<String> notes = new ArrayList<>();
        functionMode(first(raw, FUNCTION_MODE)).ifPresent(notes::add);
        foreign.removeAll(FUNCTION_MODE);
        if (Boolean.parseBoolean(first(raw, AUTH))) {
            notes.add(
                    "nacos.core.auth.enabled=true has no effect yet: this node asks nobody who he"
                            + " is, so let no stranger reach it");
            foreign.removeAll(AUTH);
        }
        if (first(raw, DATABASE).equals("mysql")) {
            notes.add(
                    "the database that is set has no effect yet: MySQL is neither read nor written,"
                            + " and this node keeps what is durable in a log of its own, in its"
                            + " data folder");
            foreign.removeAll(DATABASE);
        }
        return notes;
    }

    private static Optional<String> functionMode(String mode) throws SettingException {
        return switch (mode) {
            case "", "all" -> Optional.empty();
            case "config", "naming" ->
                    Optional.of(
                            "function mode "
                                    + mode
                                    + " has no effect: this node always serves configurations and"
                                    + " services");
            default ->
                    throw new SettingException(
                            "function mode "
                                    + mode
                                    + " (expected: all, config or naming; -f,"
                                    + " -Dnacos.functionMode or FUNCTION_MODE)");
        };
    }

    /** What is said under the first of these names that says something. */
    private static String first(Map<String, String> raw, List<String> names) {
        return names.stream()
                .map(name -> raw.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }
}
