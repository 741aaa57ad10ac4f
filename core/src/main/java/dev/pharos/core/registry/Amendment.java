package dev.pharos.core.registry;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an operator has laid over the instance that a client registers. It outlives the client: an
 * instance that was disabled stays disabled when it registers again.
 *
 * @param metadata laid over the client's metadata, key by key
 */
public record Amendment(
        Optional<Boolean> enabled, Optional<Double> weight, SortedMap<String, String> metadata) {
    public static final Amendment NONE =
            new Amendment(Optional.empty(), Optional.empty(), new TreeMap<>());

    public Amendment {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
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
            SortedMap<String, String> merged = new TreeMap<>(registered.metadata());
            merged.putAll(metadata);
            amended = amended.withMetadata(merged);
        }
        return amended;
    }

    public Amendment withMetadata(SortedMap<String, String> now) {
        return new Amendment(enabled, weight, now);
    }
}
