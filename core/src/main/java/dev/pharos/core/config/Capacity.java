package dev.pharos.core.config;

import dev.pharos.core.size.Size;
import java.util.Comparator;
import java.util.Optional;

/**
 * How much a group or a namespace is meant to hold. It is kept and shown, and binds nobody: Nacos
 * does not look at it either unless its check is switched on.
 *
 * @param quota how many configurations
 * @param contentMax how large one may be; unit: bytes
 * @param aggregatesMax how many parts an aggregated one may have; nothing is aggregated here
 * @param aggregateMax how large such a part may be; unit: bytes
 */
public record Capacity(int quota, int contentMax, int aggregatesMax, int aggregateMax) {
    /** Where nobody has said otherwise. Source: golden 22-config-v1-search-history/cap-tenant. */
    public static final Capacity STANDARD = new Capacity(200, 102_400, 10_000, 1024);

    /** What a capacity is of. */
    public enum Kind {
        GROUP,
        NAMESPACE
    }

    /** Whose it is; the group without a name stands for everything. */
    public record Subject(Kind kind, String name) implements Comparable<Subject> {
        private static final Comparator<Subject> ORDER =
                Comparator.comparing(Subject::kind).thenComparing(Subject::name);

        long bytes() {
            return 2 * Size.NODE + Size.of(name);
        }

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    /** What is said anew; the rest stays. */
    public record Change(
            Optional<Integer> quota,
            Optional<Integer> contentMax,
            Optional<Integer> aggregatesMax,
            Optional<Integer> aggregateMax) {

        public boolean isEmpty() {
            return quota.isEmpty()
                    && contentMax.isEmpty()
                    && aggregatesMax.isEmpty()
                    && aggregateMax.isEmpty();
        }

        Capacity of(Capacity before) {
            return new Capacity(
                    quota.orElse(before.quota()),
                    contentMax.orElse(before.contentMax()),
                    aggregatesMax.orElse(before.aggregatesMax()),
                    aggregateMax.orElse(before.aggregateMax()));
        }
    }
}
