package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A configuration with its gray versions at one moment, immutable.
 *
 * @param formal absent when only gray versions exist
 * @param grays the rule that wins first
 * @param revision of the last change
 */
public record ConfigView(
        ConfigKey key, Optional<Configuration> formal, List<Gray> grays, long revision) {
    private static final Comparator<Gray> FIRST_WINS =
            Comparator.comparingInt((Gray gray) -> -gray.rule().priority())
                    .thenComparing(gray -> gray.rule().name());

    public ConfigView {
        grays = grays.isEmpty() ? List.of() : grays.stream().sorted(FIRST_WINS).toList();
    }

    /**
     * What a reader gets.
     *
     * @param gray the version it was picked for; absent: the formal one
     */
    public record Served(Content content, Optional<Gray> gray, long modifiedMillis) {}

    /** What this reader gets; absent when there is nothing for it. */
    public Optional<Served> select(Reader reader) {
        for (Gray gray : grays) {
            if (gray.rule().picks(reader)) {
                return Optional.of(
                        new Served(gray.content(), Optional.of(gray), gray.modified().atMillis()));
            }
        }
        if (reader.insists() && reader.tag().isPresent()) {
            return Optional.empty();
        }
        return formal.map(
                found ->
                        new Served(found.content(), Optional.empty(), found.modified().atMillis()));
    }

    /** The md5 of what this reader gets; empty when there is nothing for it. */
    public String md5(Reader reader) {
        return select(reader).map(served -> served.content().md5()).orElse(Content.NO_MD5);
    }

    /** In memory, without the key. */
    long bytes() {
        long sum = formal.isPresent() ? formal.get().bytes() : 0;
        for (Gray gray : grays) {
            sum += gray.bytes();
        }
        return sum;
    }

    public Optional<Gray> gray(String name) {
        return grays.stream().filter(gray -> gray.rule().name().equals(name)).findFirst();
    }
}
