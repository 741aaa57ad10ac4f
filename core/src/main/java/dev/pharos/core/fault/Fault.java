package dev.pharos.core.fault;

import dev.pharos.core.name.ConfigKey;
import java.time.Duration;

/**
 * Every way in which a request can be refused. A dialect maps them by a {@code switch} without
 * default, so that a new one does not compile until each dialect has decided what it says.
 */
public sealed interface Fault {
    /** A value that the caller sent is not acceptable. */
    record Invalid(String field, String value, String expected) implements Fault {
        private static final int SHOWN_MAX = 100;

        @Override
        public String message() {
            String shown =
                    value.length() <= SHOWN_MAX
                            ? value
                            : value.substring(0, SHOWN_MAX) + "… (" + value.length() + " long)";
            return field
                    + ": "
                    + (shown.isEmpty() ? "missing" : shown)
                    + " (expected: "
                    + expected
                    + ")";
        }
    }

    /** What the caller asks for is not there. */
    record NotFound(String kind, String name) implements Fault {
        @Override
        public String message() {
            return kind + " " + name + " not found";
        }
    }

    /** The state of what is there forbids it: it exists already, is of another kind, is in use. */
    record Clash(String kind, String name, String reason) implements Fault {
        @Override
        public String message() {
            return kind + " " + name + ": " + reason;
        }
    }

    /** Compare-and-set found another content than the caller had read. */
    record Conflict(ConfigKey key, String expectedMd5, String foundMd5) implements Fault {
        @Override
        public String message() {
            return "configuration "
                    + key
                    + ": md5 is "
                    + orNone(foundMd5)
                    + " (expected: "
                    + orNone(expectedMd5)
                    + ")";
        }

        private static String orNone(String md5) {
            return md5.isEmpty() ? "none" : md5;
        }
    }

    /** The caller is known and may not do this. */
    record Denied(String action, String resource) implements Fault {
        @Override
        public String message() {
            return "no permission to " + action + " " + resource;
        }
    }

    /** The caller could not be identified. */
    record Unauthenticated(String reason) implements Fault {
        @Override
        public String message() {
            return reason;
        }
    }

    /** More than this server takes. Unit: of the field, bytes or characters or a count. */
    record TooLarge(String field, long size, long limit) implements Fault {
        @Override
        public String message() {
            return field + ": " + size + " (expected: at most " + limit + ")";
        }
    }

    /** A bounded queue is full; the request was not begun and may be repeated. */
    record Busy(String queue, long limit) implements Fault {
        @Override
        public String message() {
            return queue + " is full (" + limit + " waiting); try again in a moment";
        }
    }

    /** Durable writes need a leader and there is none; nothing was done. */
    record NoLeader(String cause, String remedy) implements Fault {
        @Override
        public String message() {
            return "no leader: " + cause + "; " + remedy;
        }
    }

    /** A part of the server cannot work now; nothing was done. */
    record Unavailable(String cause, String remedy) implements Fault {
        @Override
        public String message() {
            return cause + "; " + remedy;
        }
    }

    /** The outcome is unknown: the request may have happened. Safe to repeat if idempotent. */
    record Unsure(Duration waited) implements Fault {
        @Override
        public String message() {
            return "no outcome within " + waited.toMillis() + " ms; it may have happened";
        }
    }

    /** One sentence for a human: what was found and what was expected. */
    String message();
}
