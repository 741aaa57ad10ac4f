package dev.pharos.server.boot;

import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * The real clock and real threads. What fails on a loop or in a task has broken an invariant:
 * whoever owns the node hears of it, and the loop runs nothing more.
 */
public final class SystemWorld implements World, AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final BiConsumer<String, Throwable> broken;
    private final ScheduledThreadPoolExecutor timers;
    private final Tasks tasks;
    private final List<Loop> loops = new ArrayList<>();

    /**
     * A world whose threads begin with their first work.
     *
     * @param broken told which loop has failed, or {@code tasks}, and of what; called where it did
     */
    public SystemWorld(BiConsumer<String, Throwable> broken) {
        this.broken = broken;
        this.timers =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("pharos-timer").factory());
        this.timers.setRemoveOnCancelPolicy(true);
        this.timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.tasks = new Tasks(broken);
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    public Executor loop(String name) {
        Loop loop = new Loop(name, broken);
        synchronized (loops) {
            loops.add(loop);
        }
        return loop;
    }

    @Override
    public Executor tasks() {
        return tasks;
    }

    @Override
    public Timer after(Duration delay, Executor executor, Runnable task) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable once =
                () -> {
                    if (over.compareAndSet(false, true)) {
                        task.run();
                    }
                };
        try {
            Future<?> future =
                    timers.schedule(
                            () -> executor.execute(once), nanos(delay), TimeUnit.NANOSECONDS);
            return () -> {
                over.set(true); // it may be due already, and wait for its executor
                future.cancel(false);
            };
        } catch (RejectedExecutionException _) {
            return () -> {}; // closed: nothing runs any more
        }
    }

    /** A delay that no long can count is as good as for ever. */
    private static long nanos(Duration delay) {
        return delay.compareTo(LONGEST) < 0 ? delay.toNanos() : LONGEST.toNanos();
    }

    /** Timers stop, loops finish what they have been given, blocking tasks are interrupted. */
    @Override
    public void close() {
        timers.shutdownNow();
        synchronized (loops) {
            loops.forEach(Loop::close);
        }
        tasks.close();
    }

    private static final class Tasks implements Executor {
        private final BiConsumer<String, Throwable> broken;
        private final ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("pharos-task-", 0).factory());
        private volatile boolean stopped;

        Tasks(BiConsumer<String, Throwable> broken) {
            this.broken = broken;
        }

        /** After the end it drops what it is given: whoever waits is going too. */
        @Override
        public void execute(Runnable task) {
            try {
                threads.execute(() -> run(task));
            } catch (RejectedExecutionException _) {
                stopped = true;
            }
        }

        private void run(Runnable task) {
            try {
                task.run();
            } catch (Throwable failure) { // the outermost frame of this thread
                if (!stopped) { // else it was interrupted in its work
                    broken.accept("tasks", failure);
                }
            }
        }

        void close() {
            stopped = true;
            threads.shutdownNow();
        }
    }

    private static final class Loop implements Executor {
        private static final int PATIENCE_SECONDS = 2;

        private final String name;
        private final BiConsumer<String, Throwable> broken;
        private final ExecutorService thread;
        private volatile boolean stopped;

        Loop(String name, BiConsumer<String, Throwable> broken) {
            this.name = name;
            this.broken = broken;
            this.thread =
                    Executors.newSingleThreadExecutor(
                            Thread.ofPlatform().daemon().name("pharos-" + name).factory());
        }

        /** After the end it drops what it is given: whoever waits is going too. */
        @Override
        public void execute(Runnable task) {
            try {
                thread.execute(() -> run(task));
            } catch (RejectedExecutionException _) {
                stopped = true;
            }
        }

        private void run(Runnable task) {
            if (stopped) {
                return;
            }
            try {
                task.run();
            } catch (Throwable failure) { // the outermost frame of this thread
                stopped = true;
                broken.accept(name, failure);
            }
        }

        void close() {
            thread.shutdown();
            try {
                if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    stopped = true;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
