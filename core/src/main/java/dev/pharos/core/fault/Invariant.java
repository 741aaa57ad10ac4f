package dev.pharos.core.fault;

/** What must hold whatever a client sends. On in production: a stopped node is replaced. */
public final class Invariant {
    private Invariant() {}

    /** Fails: {@link IllegalStateException} that stops the keeper, and with it the node. */
    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("broken invariant: " + what);
        }
    }
}
