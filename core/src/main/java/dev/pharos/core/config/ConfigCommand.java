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
     * @param expected when present, only if this holds of that version
     */
    record Publish(
            ConfigKey key,
            Content content,
            Description description,
            Optional<Gray.Rule> gray,
            Optional<Expected> expected,
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

    /**
     * What has to be there.
     *
     * @param md5 of the content; {@link Content#NO_MD5}: there is none
     * @param always also when there is none; else the first content is taken, as Nacos takes it
     */
    record Expected(String md5, boolean always) {
        /** Nothing is there. */
        public static final Expected NOTHING = new Expected(Content.NO_MD5, true);

        /** As clients of Nacos expect it, in {@code casMd5}; blank says nothing. */
        public static Optional<Expected> ofNacos(Optional<String> casMd5) {
            return casMd5.filter(md5 -> !md5.isBlank()).map(md5 -> new Expected(md5, false));
        }

        boolean holds(String found) {
            return md5.equals(found) || (!always && found.equals(Content.NO_MD5));
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
