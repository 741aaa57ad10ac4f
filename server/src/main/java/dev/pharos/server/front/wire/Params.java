package dev.pharos.server.front.wire;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The parameters of a request by the rules of naming: values are trimmed, and one that is blank
 * counts as absent.
 *
 * <p>Fails: {@code Invalid}, naming the parameter, where a value cannot be read as what is asked.
 */
public final class Params {
    private static final Set<String> YES = Set.of("true", "on", "yes", "t", "y");
    private static final Set<String> BOUND_YES = Set.of("true", "on", "yes", "1");
    private static final Set<String> BOUND_NO = Set.of("false", "off", "no", "0");

    private final Function<String, Optional<String>> source;

    /** Over a lookup that gives the first value of a name. */
    public Params(Function<String, Optional<String>> source) {
        this.source = source;
    }

    /** As it came, neither trimmed nor dropped when blank. */
    public Optional<String> raw(String name) {
        return source.apply(name);
    }

    public Optional<String> text(String name) {
        return source.apply(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The first of two names that has a value. */
    public Optional<String> text(String name, String otherName) {
        return text(name).or(() -> text(otherName));
    }

    public String required(String name) {
        return text(name)
                .orElseThrow(() -> new FaultException(new Fault.Invalid(name, "", "a value")));
    }

    public int integer(String name, int fallback) {
        return text(name).map(value -> whole(name, value)).orElse(fallback);
    }

    public int requiredInteger(String name) {
        return whole(name, required(name));
    }

    /** What cannot be read is {@code fallback}, as where Nacos reads page numbers. */
    public int lenientInteger(String name, int fallback) {
        try {
            return integer(name, fallback);
        } catch (FaultException _) {
            return fallback;
        }
    }

    public double decimal(String name, double fallback) {
        return text(name).map(value -> fraction(name, value)).orElse(fallback);
    }

    /** True for {@code true}, {@code on}, {@code yes}, {@code t}, {@code y} in any case. */
    public boolean flag(String name, boolean fallback) {
        return text(name).map(Params::isYes).orElse(fallback);
    }

    /** True for {@code true} in any case, and for nothing else. */
    public boolean plainFlag(String name, boolean fallback) {
        return text(name).map("true"::equalsIgnoreCase).orElse(fallback);
    }

    /**
     * A flag that is refused when it is neither yes nor no; source: golden
     * 12-naming-v1-service/cat-services-*.
     */
    public boolean strictFlag(String name, boolean fallback) {
        Optional<String> value = text(name).map(text -> text.toLowerCase(Locale.ROOT));
        if (value.isEmpty() || BOUND_YES.contains(value.get())) {
            return value.isPresent() || fallback;
        }
        if (BOUND_NO.contains(value.get())) {
            return false;
        }
        throw new FaultException(new Fault.Invalid(name, value.get(), "true or false"));
    }

    /** Whether a word means yes where Nacos takes several. */
    public static boolean isYes(String value) {
        return YES.contains(value.toLowerCase(Locale.ROOT));
    }

    private static int whole(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw new FaultException(
                    new Fault.Invalid(name, value, "a whole number of at most ten digits"));
        }
    }

    private static double fraction(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException _) {
            throw new FaultException(new Fault.Invalid(name, value, "a number"));
        }
    }
}
