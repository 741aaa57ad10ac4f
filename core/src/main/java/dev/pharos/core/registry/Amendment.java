package dev.pharos.core.registry;

import dev.pharos.core.size.Size;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an operator has laid over the instance that a client registers. It outlives the client: an
 * instance that was disabled stays disabled when it registers again.
 *
 * @param metadata laid over the client's metadata, key by key
 */
public record Amendment(
        Optional<Boolean> enabled, Optional<Double> weight, NavigableMap<String, String> metadata) {
    public static final Amendment NONE =
            new Amendment(Optional.empty(), Optional.empty(), new TreeMap<>());

    /** It keeps an instance out, and no more. */
    static final Amendment DISABLED =
            new Amendment(Optional.of(false), Optional.empty(), new TreeMap<>());

    /**
     * How long amendments wait for an instance that is not there.
     *
     * @param idleMillis after so long one is forgotten
     * @param graceMillis before that none is, however many there are
     * @param idleMax of one service; beyond it those that disable nothing go first, the longest
     *     idle ones before others
     */
    public record Patience(long idleMillis, long graceMillis, int idleMax) {}

    public Amendment {
        metadata = Collections.unmodifiableNavigableMap(new TreeMap<>(metadata));
    }

    public Instance over(Instance registered) {
        Instance amended = registered;
        if (enabled.isPresent() && enabled.get() != registered.enabled()) {
            amended = amended.withEnabled(enabled.get());
        }
        if (weight.isPresent() && weight.get() != registered.weight()) {
            amended = amended.withWeight(weight.get());
        }
        if (!metadata.isEmpty()) {
            NavigableMap<String, String> merged = new TreeMap<>(registered.metadata());
            merged.putAll(metadata);
            amended = amended.withMetadata(merged);
        }
        return amended;
    }

    /** Whether it keeps an instance out. */
    boolean disables() {
        return !enabled.orElse(true);
    }

    /** In memory, with the address it is for. */
    public long bytes() {
        return 4 * Size.NODE + Size.of(metadata);
    }

    public Amendment withMetadata(NavigableMap<String, String> now) {
        return new Amendment(enabled, weight, now);
    }
}
