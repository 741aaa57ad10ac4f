package dev.pharos.server.app.decision;

import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Stages;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line in the log file for each decision of one kind. Thread: any. */
public final class Decisions {
    private final Logger log;

    /** {@code topic}: the file whose lines these are, {@code naming} or {@code config}. */
    public Decisions(String topic) {
        this.log = LoggerFactory.getLogger("dev.pharos.decision." + topic);
    }

    /** Says what came of it when it is known, and who had asked. */
    public <T> CompletionStage<T> told(
            Caller caller, Supplier<String> what, CompletionStage<T> outcome) {
        outcome.whenComplete(
                (_, failure) -> {
                    if (failure == null) {
                        log.info("{} by={}", later(what), by(caller));
                    } else {
                        refused(caller, what, failure);
                    }
                });
        return outcome;
    }

    /** Says only why not; what is done is told by whoever does it. */
    public <T> CompletionStage<T> toldIfRefused(
            Caller caller, Supplier<String> what, CompletionStage<T> outcome) {
        outcome.whenComplete(
                (_, failure) -> {
                    if (failure != null) {
                        refused(caller, what, failure);
                    }
                });
        return outcome;
    }

    private void refused(Caller caller, Supplier<String> what, Throwable failure) {
        String reason =
                Stages.fault(failure).map(fault -> fault.message()).orElse(failure.toString());
        log.info("refused {} by={} reason=\"{}\"", later(what), by(caller), reason);
    }

    private static Object by(Caller caller) {
        return caller.user().isEmpty() ? caller.ip() : caller.ip() + " user=" + caller.user();
    }

    /** Made into text only when the line is written. */
    private static Object later(Supplier<String> what) {
        return new Object() {
            @Override
            public String toString() {
                return what.get();
            }
        };
    }
}
