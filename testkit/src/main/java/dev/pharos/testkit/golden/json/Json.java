package dev.pharos.testkit.golden.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value. Two are equal when they mean the same: 1 and 1.0, and members in any order.
 *
 * <p>Of members with the same name the last counts.
 */
public sealed interface Json {
    /** An object; the order of its members is kept. */
    record Members(Map<String, Json> members) implements Json {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** The member of that name, if there is one. */
        public Optional<Json> find(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** The text of that member; empty when it is absent or no string. */
        public Optional<String> text(String name) {
            return find(name).flatMap(Json::asText);
        }

        /** The number of that member; empty when it is absent or no number. */
        public Optional<BigDecimal> number(String name) {
            return find(name).orElse(nothing()) instanceof Amount(BigDecimal value)
                    ? Optional.of(value)
                    : Optional.empty();
        }

        /** Whether that member is {@code true}. */
        public boolean isTrue(String name) {
            return find(name).equals(Optional.of(new Truth(true)));
        }

        /** The elements of that member; none when it is absent or no array. */
        public List<Json> elements(String name) {
            return find(name).orElse(nothing()) instanceof Elements(List<Json> elements)
                    ? elements
                    : List.of();
        }
    }

    /** An array. */
    record Elements(List<Json> elements) implements Json {
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    /** A string. */
    record Text(String text) implements Json {}

    /** A number, as it was written. */
    record Amount(BigDecimal value) implements Json {
        @Override
        public boolean equals(Object other) {
            return other instanceof Amount(BigDecimal theirs) && value.compareTo(theirs) == 0;
        }

        @Override
        public int hashCode() {
            return value.stripTrailingZeros().hashCode();
        }
    }

    /** {@code true} or {@code false}. */
    record Truth(boolean value) implements Json {}

    /** {@code null}. */
    record Nothing() implements Json {}

    /** The value that says there is none. */
    static Json nothing() {
        return new Nothing();
    }

    /** The text of a string; empty for any other value. */
    default Optional<String> asText() {
        return this instanceof Text(String text) ? Optional.of(text) : Optional.empty();
    }

    /** Whether it holds other values. */
    default boolean isContainer() {
        return this instanceof Members || this instanceof Elements;
    }
}
