package dev.pharos.server.port;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What a stage has failed with: the wrappers of {@code java.util.concurrent} say nothing. */
public final class Stages {
    private Stages() {}

    /** What went wrong, out of its wrappers. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException || cause instanceof ExecutionException) {
            Throwable inner = cause.getCause();
            if (inner == null) {
                return cause;
            }
            cause = inner;
        }
        return cause;
    }

    /** The fault that refused the work; empty when it failed by a defect. */
    public static Optional<Fault> fault(Throwable failure) {
        return cause(failure) instanceof FaultException refused
                ? Optional.of(refused.fault())
                : Optional.empty();
    }
}
