package dev.pharos.testkit.check;

/**
 * What one caller asked of one key, and how it ended. Unit: nanoseconds of one steady clock, which
 * all callers share.
 */
public sealed interface Operation {
    long begun();

    long ended();

    /** How a write ended, as far as its caller knows. */
    enum Outcome {
        DONE,
        /** It surely has not happened and never will. */
        REFUSED,
        /** No answer, or one that says so: it may happen at any time after it was begun. */
        UNKNOWN
    }

    /** From one value to another, if it is that one still. No value is written twice. */
    record Write(String from, String to, long begun, long ended, Outcome outcome)
            implements Operation {}

    /** A linearizable read, and the value that was answered. */
    record Read(String value, long begun, long ended) implements Operation {}
}
