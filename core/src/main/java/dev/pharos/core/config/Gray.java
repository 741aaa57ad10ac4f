package dev.pharos.core.config;

import dev.pharos.core.size.Size;
import java.util.Arrays;

/**
 * Another version of a configuration, for those whom its rule picks.
 *
 * @param app the application that its publisher named; empty for none
 */
public record Gray(
        Rule rule,
        long id,
        Content content,
        String app,
        Configuration.Stamp created,
        Configuration.Stamp modified) {

    /** In memory. */
    public long bytes() {
        return 2 * Size.NODE
                + rule.bytes()
                + content.bytes()
                + Size.of(app)
                + created.author().bytes()
                + modified.author().bytes();
    }

    /** Whom a gray version is for. */
    public sealed interface Rule {
        /** Names the version within its configuration. */
        String name();

        /** Which of two rules that pick the same reader wins: the higher one. */
        int priority();

        boolean picks(Reader reader);

        /** In memory. */
        long bytes();
    }

    /**
     * For addresses. Source: Nacos 2.5.1, rule type {@code beta}: names compared exactly.
     *
     * @param ips with commas between
     */
    public record Beta(String ips) implements Rule {
        public static final String NAME = "beta";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int priority() {
            return Integer.MAX_VALUE;
        }

        @Override
        public boolean picks(Reader reader) {
            return Arrays.asList(ips.split(",", -1)).contains(reader.ip());
        }

        @Override
        public long bytes() {
            return Size.of(ips);
        }
    }

    /** For those who carry a tag. Source: Nacos 2.5.1, rule type {@code tag}. */
    public record Tag(String tag) implements Rule {
        private static final String PREFIX = "tag_";

        /** The name of the version for {@code tag}, which may be given as a name already. */
        public static String nameOf(String tag) {
            return tag.startsWith(PREFIX) ? tag : PREFIX + tag;
        }

        @Override
        public String name() {
            return PREFIX + tag;
        }

        @Override
        public int priority() {
            return Integer.MAX_VALUE - 1;
        }

        @Override
        public boolean picks(Reader reader) {
            return reader.tag().filter(tag::equals).isPresent();
        }

        @Override
        public long bytes() {
            return Size.of(tag);
        }
    }
}
