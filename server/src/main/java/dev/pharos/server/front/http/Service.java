package dev.pharos.server.front.http;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.Router.Found;
import dev.pharos.server.port.Stages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what serves a call, runs it at its pace, and turns every outcome into an answer. */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final int SMALL_BYTES = 64 << 10;
    private static final long COMPLAIN_EVERY_NANOS = 1_000_000_000L;

    /** Where an answer goes, on any thread; once for each call. */
    interface Reply {
        void with(String route, HttpAnswer answer);
    }

    private final Router router;
    private final Origins origins;
    private final Executor threads;
    private final HttpLimits.Counts counts;
    private final Semaphore parked;
    private final Semaphore blocking;
    private final AtomicLong complainedAt =
            new AtomicLong(System.nanoTime() - COMPLAIN_EVERY_NANOS);
    private final AtomicInteger unsaid = new AtomicInteger();

    Service(Router router, Origins origins, HttpLimits.Counts counts, Executor threads) {
        this.router = router;
        this.origins = origins;
        this.threads = threads;
        this.counts = counts;
        this.parked = new Semaphore(counts.parkedMax());
        this.blocking = new Semaphore(counts.blockingMax());
    }

    /** Answers the call, now or later. */
    void serve(HttpCall call, Reply to) {
        Reply reply = (route, answer) -> to.with(route, origins.open(call, answer));
        if (!call.complaint().isEmpty()) {
            var fault = new Fault.Invalid("uri", call.rawUri(), call.complaint());
            reply.with("", refusal(call, fault));
            return;
        }
        switch (router.find(call.method(), call.path())) {
            case Found.Served served -> run(served, call, reply);
            case Found.NotFound(Faults faults) ->
                    reply.with("", safely(call, () -> faults.notFound(call)));
            case Found.NotAllowed(var methods, Faults faults) ->
                    reply.with("", safely(call, () -> faults.methodNotAllowed(call, methods)));
        }
    }

    /** How many calls may hold their answer back now. */
    int parked() {
        return counts.parkedMax() - parked.availablePermits();
    }

    /** How the ground that the call stands on says no. */
    HttpAnswer refusal(HttpCall call, Fault fault) {
        return failed(router.faultsFor(call.path()), call, new FaultException(fault));
    }

    private void run(Found.Served served, HttpCall call, Reply reply) {
        switch (served.route().pace()) {
            case PROMPT -> onLoopIfSmall(call, () -> settle(served, call, reply, () -> {}));
            case PARKING -> {
                if (parked.tryAcquire()) {
                    Runnable release = once(parked::release);
                    onLoopIfSmall(
                            call,
                            () -> {
                                settle(served, call, reply, release);
                                call.forget();
                                call.onGone(release);
                            });
                } else {
                    var fault = new Fault.Busy("parked calls", counts.parkedMax());
                    reply.with(served.route().path(), refusal(call, fault));
                }
            }
            case BLOCKING -> {
                if (blocking.tryAcquire()) {
                    threads.execute(() -> settle(served, call, reply, blocking::release));
                } else {
                    var fault = new Fault.Busy("calls at work", counts.blockingMax());
                    reply.with(served.route().path(), refusal(call, fault));
                }
            }
        }
    }

    /** Decoding what is large takes milliseconds, for which the other connections would wait. */
    private void onLoopIfSmall(HttpCall call, Runnable task) {
        if (call.body().length > SMALL_BYTES) {
            threads.execute(task);
        } else {
            task.run();
        }
    }

    private void settle(Found.Served served, HttpCall call, Reply reply, Runnable release) {
        CompletionStage<HttpAnswer> stage;
        try {
            stage = served.route().endpoint().serve(call);
        } catch (RuntimeException | StackOverflowError e) {
            stage = CompletableFuture.failedFuture(e);
        }
        var _ =
                stage.whenComplete(
                        (answer, failure) -> {
                            release.run();
                            reply.with(
                                    served.route().path(), outcome(served, call, answer, failure));
                        });
    }

    private HttpAnswer outcome(
            Found.Served served,
            HttpCall call,
            @Nullable HttpAnswer answer,
            @Nullable Throwable failure) {
        if (failure == null && answer != null) {
            return answer;
        }
        Throwable cause = failure != null ? failure : new IllegalStateException("no answer");
        return failed(served.faults(), call, Stages.cause(cause));
    }

    private HttpAnswer failed(Faults faults, HttpCall call, Throwable failure) {
        if (!(failure instanceof FaultException)) {
            complain(call, failure);
        }
        return safely(call, () -> faults.answer(call, failure));
    }

    private HttpAnswer safely(HttpCall call, Supplier<HttpAnswer> answer) {
        try {
            return answer.get();
        } catch (RuntimeException e) {
            complain(call, e);
            return HttpAnswer.text(500, "the server failed on this request; its log says why");
        }
    }

    /** A defect that every request meets must not fill the disk. */
    void complain(String what, Throwable failure) {
        long last = complainedAt.get();
        long now = System.nanoTime();
        if (now - last < COMPLAIN_EVERY_NANOS || !complainedAt.compareAndSet(last, now)) {
            unsaid.incrementAndGet();
            return;
        }
        LOG.error("{} unsaid={}", what, unsaid.getAndSet(0), failure);
    }

    /** Says what was left unsaid; called now and then. */
    void flush() {
        int left = unsaid.getAndSet(0);
        if (left > 0) {
            LOG.error("more calls failed unsaid={}", left);
        }
    }

    private void complain(HttpCall call, Throwable failure) {
        complain("call failed method=" + call.method() + " path=" + call.path(), failure);
    }

    private static Runnable once(Runnable task) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                task.run();
            }
        };
    }
}
