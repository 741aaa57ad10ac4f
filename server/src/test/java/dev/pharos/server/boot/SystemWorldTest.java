package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SystemWorldTest {
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final SystemWorld world =
            new SystemWorld((loop, failure) -> broken.add(loop + ": " + failure.getMessage()));

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLoopRunsInOrderOnAThreadOfItsName() {
        Executor loop = world.loop("one");
        List<Integer> ran = new CopyOnWriteArrayList<>();
        CompletableFuture<String> thread = new CompletableFuture<>();

        IntStream.range(0, 100).forEach(i -> loop.execute(() -> ran.add(i)));
        loop.execute(() -> thread.complete(Thread.currentThread().getName()));

        assertThat(thread.join()).isEqualTo("pharos-one");
        assertThat(ran).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aTimerRunsWhereItIsToldAndNotAtAllWhenCancelled() {
        Executor loop = world.loop("timed");
        CompletableFuture<String> thread = new CompletableFuture<>();
        AtomicInteger cancelled = new AtomicInteger();

        world.after(Duration.ofMillis(1), loop, cancelled::incrementAndGet).cancel();
        world.after(
                Duration.ofMillis(20),
                loop,
                () -> thread.complete(Thread.currentThread().getName()));

        assertThat(thread.join()).isEqualTo("pharos-timed");
        assertThat(cancelled).hasValue(0);
    }

    @Test
    void aDelayBeyondAllCountingIsForEver() {
        World.Timer timer =
                world.after(Duration.ofMillis(Long.MAX_VALUE), world.loop("late"), () -> {});
        timer.cancel();
    }

    @Test
    void aLoopThatFailsRunsNothingMoreAndItsOwnerHears() {
        Executor loop = world.loop("bad");
        AtomicInteger after = new AtomicInteger();

        loop.execute(
                () -> {
                    throw new IllegalStateException("an invariant");
                });
        loop.execute(after::incrementAndGet);

        await().untilAsserted(() -> assertThat(broken).containsExactly("bad: an invariant"));
        world.close();
        assertThat(after).hasValue(0);
    }

    @Test
    void tasksMayBlock() {
        CompletableFuture<Boolean> isVirtual = new CompletableFuture<>();

        world.tasks().execute(() -> isVirtual.complete(Thread.currentThread().isVirtual()));

        assertThat(isVirtual.join()).isTrue();
    }

    @Test
    void ofATaskThatFailsTheOwnerHears() {
        world.tasks()
                .execute(
                        () -> {
                            throw new IllegalStateException("an invariant");
                        });

        await().untilAsserted(() -> assertThat(broken).containsExactly("tasks: an invariant"));
    }

    @Test
    void aTaskThatTheEndInterruptsIsNoFailure() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        world.tasks()
                .execute(
                        () -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException failure) {
                                over.complete(true);
                                throw new IllegalStateException(failure);
                            }
                        });
        await().until(() -> begun.getCount() == 0);

        world.close();

        assertThat(over.join()).isTrue();
        await().during(Duration.ofMillis(200)).until(broken::isEmpty);
    }

    @Test
    void afterTheEndNothingRunsAndNothingFails() {
        Executor loop = world.loop("late");
        world.close();
        AtomicInteger ran = new AtomicInteger();

        loop.execute(ran::incrementAndGet);
        world.tasks().execute(ran::incrementAndGet);
        world.after(Duration.ZERO, loop, ran::incrementAndGet).cancel();

        assertThat(ran).hasValue(0);
        assertThat(broken).isEmpty();
    }
}
