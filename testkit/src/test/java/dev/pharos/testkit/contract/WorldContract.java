package dev.pharos.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.World}; every world is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(WorldContract.Kind.class)
final class WorldContract {
    private static final int CALLERS = 4;
    private static final int TASKS_EACH = 1000;

    enum Kind {
        SYSTEM;

        World start(List<Throwable> broken) {
            return switch (this) {
                case SYSTEM -> new SystemWorld((_, failure) -> broken.add(failure));
            };
        }
    }

    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final World world;
    private final Executor loop;

    WorldContract(Kind kind) {
        this.world = kind.start(broken);
        this.loop = world.loop("one");
    }

    @AfterEach
    void close() throws Exception {
        if (world instanceof AutoCloseable closing) {
            closing.close();
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aLoopIsOneThreadThatKeepsTheOrderOfEachCaller() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<List<Integer>> ran = new ArrayList<>();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            List<Integer> mine = Collections.synchronizedList(new ArrayList<>());
            ran.add(mine);
            callers.add(CompletableFuture.runAsync(() -> giveAll(mine, threads), world.tasks()));
        }
        for (CompletableFuture<Void> caller : callers) {
            Stages.answer(caller);
        }
        settle(loop);
        List<Integer> all = IntStream.range(0, TASKS_EACH).boxed().toList();
        assertThat(ran).allSatisfy(each -> assertThat(each).isEqualTo(all));
        assertThat(threads).hasSize(1);
    }

    @Test
    void whatALoopGivesItselfRunsAfterWhatWaits() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        loop.execute(
                () -> {
                    loop.execute(() -> ran.add("waits"));
                    loop.execute(() -> ran.add("later"));
                    ran.add("now");
                });
        settle(loop);
        settle(loop);
        assertThat(ran).containsExactly("now", "waits", "later");
    }

    @Test
    void aTimerRunsOnItsExecutorAndNotEarly() throws Exception {
        Thread own = CompletableFuture.supplyAsync(Thread::currentThread, loop).get();
        for (int millis : List.of(0, 1, 5, 20, 60)) {
            Duration delay = Duration.ofMillis(millis);
            CompletableFuture<Long> ranNanos = new CompletableFuture<>();
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            long askedNanos = world.nanos();
            world.after(
                    delay,
                    loop,
                    () -> {
                        ranNanos.complete(world.nanos());
                        thread.complete(Thread.currentThread());
                    });
            assertThat(Stages.answer(ranNanos) - askedNanos)
                    .isGreaterThanOrEqualTo(delay.toNanos());
            assertThat(Stages.answer(thread)).isEqualTo(own);
        }
    }

    @Test
    void timersOfALoopRunInTheOrderOfTheirTimes() throws Exception {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        world.after(Duration.ofMillis(300), loop, () -> last.complete(null));
        for (int millis : List.of(200, 100, 150, 50)) {
            world.after(Duration.ofMillis(millis), loop, () -> ran.add(millis));
        }
        Stages.answer(last);
        assertThat(ran).containsExactly(50, 100, 150, 200);
    }

    @Test
    void aCancelledTimerDoesNotRun() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        World.Timer timer = world.after(Duration.ofMillis(50), loop, ran::incrementAndGet);
        CompletableFuture<Void> later = new CompletableFuture<>();
        world.after(Duration.ofMillis(100), loop, () -> later.complete(null));
        timer.cancel();
        timer.cancel();
        Stages.answer(later);
        assertThat(ran).hasValue(0);
    }

    /** Its time has come, and its loop has not come to it. */
    @Test
    void aTimerThatIsDueIsStillCancelledByItsLoop() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Executor other = world.loop("other");
        loop.execute(
                () -> {
                    World.Timer timer = world.after(Duration.ZERO, loop, ran::incrementAndGet);
                    CountDownLatch due = new CountDownLatch(1);
                    world.after(Duration.ofMillis(20), other, due::countDown);
                    await(due);
                    timer.cancel();
                });
        settle(loop);
        settle(loop);
        assertThat(ran).hasValue(0);
    }

    @Test
    void cancellingWhatHasBegunHasNoEffect() throws Exception {
        AtomicReference<World.Timer> timer = new AtomicReference<>();
        CompletableFuture<String> ran = new CompletableFuture<>();
        loop.execute(
                () ->
                        timer.set(
                                world.after(
                                        Duration.ZERO,
                                        loop,
                                        () -> {
                                            timer.get().cancel();
                                            ran.complete("to its end");
                                        })));
        assertThat(Stages.answer(ran)).isEqualTo("to its end");
        timer.get().cancel();
    }

    @Test
    void aBusyLoopHoldsUpNeitherTimersNorOtherLoops() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(() -> await(busy));
        AtomicInteger behind = new AtomicInteger();
        world.after(Duration.ZERO, loop, behind::incrementAndGet);
        Executor other = world.loop("other");
        CompletableFuture<Void> timed = new CompletableFuture<>();
        world.after(Duration.ofMillis(20), other, () -> timed.complete(null));
        Stages.answer(timed);
        settle(other);
        assertThat(behind).hasValue(0);
        busy.countDown();
        settle(loop);
        settle(loop);
        assertThat(behind).hasValue(1);
    }

    @Test
    void tasksMayBlockAndHoldUpNobody() throws Exception {
        CountDownLatch all = new CountDownLatch(TASKS_EACH);
        for (int i = 0; i < TASKS_EACH; i++) {
            world.tasks()
                    .execute(
                            () -> {
                                all.countDown();
                                await(all);
                            });
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).as("each waits for all others").isTrue();
        settle(world.tasks());
    }

    @Test
    void nanosNeverGoBack() {
        long before = world.nanos();
        for (int i = 0; i < 100_000; i++) {
            long now = world.nanos();
            assertThat(now - before).isNotNegative();
            before = now;
        }
    }

    private void giveAll(List<Integer> mine, Set<Thread> threads) {
        for (int i = 0; i < TASKS_EACH; i++) {
            int number = i;
            loop.execute(
                    () -> {
                        mine.add(number);
                        threads.add(Thread.currentThread());
                    });
        }
    }

    /** Returns when all that was given to it has run. */
    private static void settle(Executor executor) throws Exception {
        Stages.answer(CompletableFuture.runAsync(() -> {}, executor));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the world ends with the test
        }
    }
}
