package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.size.Size;
import java.util.Optional;

/**
 * A durable change of configurations or namespaces. Its outcome depends on the state it is applied
 * to alone, so every node comes to the same one.
 *
 * <p>Unit: {@code atMillis} is milliseconds since 1970, stamped by {@code app}; it is shown, and
 * decides nothing.
 */
public sealed interface ConfigCommand {
    long atMillis();

    /** The most by which it adds to what the state takes. */
    default long bytes() {
        return 0;
    }

    /**
     * Sets a configuration, or one of its gray versions.
     *
     * @param gray for whom; absent: for all others
     * @param expectedMd5 when present, only if the current content of that version has this md5, or
     *     there is none
     */
    record Publish(
            ConfigKey key,
            Content content,
            Description description,
            Optional<Gray.Rule> gray,
            Optional<String> expectedMd5,
            Author author,
            long atMillis)
            implements ConfigCommand {
        @Override
        public long bytes() {
            return 4 * Size.NODE
                    + Size.of(key.toString())
                    + content.bytes()
                    + description.bytes()
                    + gray.map(Gray.Rule::bytes).orElse(0L)
                    + 2 * author.bytes();
        }
    }

    /** Removes the formal version; gray ones stay. An absent one is no fault. */
    record Remove(ConfigKey key, Author author, long atMillis) implements ConfigCommand {}

    /** Removes a gray version by its name. Fails: {@code NotFound}. */
    record RemoveGray(ConfigKey key, String name, Author author, long atMillis)
            implements ConfigCommand {}

    /** Forgets history rows that are older, and all but the newest so many of each key. */
    record PurgeHistory(long beforeMillis, int keepMax, long atMillis) implements ConfigCommand {}

    /**
     * Forgets the oldest history rows of all until the others take no more. Both bounds are from
     * settings of whoever appended it, so that all nodes keep the same.
     *
     * @param keepBytes what the rows may take in memory
     * @param keepSize what their bodies may take elsewhere
     */
    record TrimHistory(long keepBytes, long keepSize, long atMillis) implements ConfigCommand {}

    /** Says how much a group or a namespace is meant to hold. */
    record LimitCapacity(Capacity.Subject subject, Capacity.Change change, long atMillis)
            implements ConfigCommand {
        @Override
        public long bytes() {
            return subject.bytes();
        }
    }

    /** Fails: {@code Clash} when it exists. */
    record CreateNamespace(Namespace namespace, String name, String desc, long atMillis)
            implements ConfigCommand {
        @Override
        public long bytes() {
            return NamespaceProfile.bytes(namespace, name, desc);
        }
    }

    /** Fails: {@code NotFound}. */
    record UpdateNamespace(Namespace namespace, String name, String desc, long atMillis)
            implements ConfigCommand {
        @Override
        public long bytes() {
            return NamespaceProfile.bytes(namespace, name, desc);
        }
    }

    /** Its services and configurations stay. An absent one is no fault. */
    record RemoveNamespace(Namespace namespace, long atMillis) implements ConfigCommand {}
}
