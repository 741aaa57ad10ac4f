package dev.pharos.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.FaultException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class MailboxTest {
    private final List<Runnable> loop = new ArrayList<>();
    private final List<Integer> taken = new ArrayList<>();

    @Test
    void whoPostsToAnIdleOneWorksItOff() {
        Box box = new Box(2);
        assertThat(box.post(1)).isCompletedWithValue("1");
        assertThat(box.post(2)).isCompletedWithValue("2");
        assertThat(taken).containsExactly(1, 2);
        assertThat(loop).isEmpty();
    }

    @Test
    void aFullMailboxIsAFaultAndNotAWait() {
        Box box = new Box(2);
        box.writes =
                batch -> {
                    if (batch.contains(1)) {
                        assertThat(box.post(2)).isNotDone();
                        box.post(3);
                        assertThat(box.post(4))
                                .failsWithin(Duration.ZERO)
                                .withThrowableThat()
                                .withCauseInstanceOf(FaultException.class)
                                .withMessageContaining("box is full (2 waiting)");
                    }
                };
        box.post(1);
        assertThat(loop).isEmpty();
        assertThat(taken).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsLeftAfterAFairShareGoesToTheLoop() {
        Box box = new Box(8);
        box.writes = _ -> box.post(0);
        box.post(0);
        assertThat(taken).hasSize(1024);
        loop.removeFirst().run();
        assertThat(taken).hasSize(2048);
        assertThat(loop).hasSize(1);
    }

    @Test
    void whatIsPostedTogetherIsOneBatch() {
        Box box = new Box(2);
        List<List<Integer>> batches = new ArrayList<>();
        box.writes = batches::add;
        box.mailbox.together(
                () -> {
                    CompletionStage<String> first = box.post(1);
                    box.post(2);
                    assertThat(first).isNotDone();
                });
        assertThat(batches).containsExactly(List.of(1, 2));
        assertThat(box.post(3)).isCompletedWithValue("3");
    }

    /** Who is about to write has its batch taken along by the one that does. */
    @Test
    void aBatchOfAWriterAtWorkIsLeftToIt() {
        Box box = new Box(8);
        box.writes =
                batch -> {
                    if (batch.contains(1)) {
                        box.mailbox.together(() -> assertThat(box.post(2)).isNotDone());
                        assertThat(taken).containsExactly(1);
                    }
                };
        box.post(1);
        assertThat(taken).containsExactly(1, 2);
    }

    @Test
    void aFailureAmongThosePostedTogetherKeepsNoneOfThemBack() {
        Box box = new Box(2);
        assertThatThrownBy(
                        () ->
                                box.mailbox.together(
                                        () -> {
                                            box.post(1);
                                            throw new IllegalStateException("broken");
                                        }))
                .hasMessage("broken");
        assertThat(taken).containsExactly(1);
        assertThat(box.post(2)).isCompletedWithValue("2");
    }

    @Test
    void aFailureOfTheWriterGoesToTheLoopAndNothingIsAppliedAfterIt() {
        Box box = new Box(8);
        box.writes =
                _ -> {
                    throw new IllegalStateException("broken");
                };
        box.post(1);
        box.post(2);
        assertThat(taken).containsExactly(1);
        assertThatThrownBy(loop.removeFirst()::run).hasMessage("broken");
        assertThat(loop).isEmpty();
    }

    /** A mailbox whose work is kept, and which does what a test wants when it publishes. */
    private final class Box {
        private final Mailbox mailbox;
        private final List<Integer> batch = new ArrayList<>();
        private Consumer<List<Integer>> writes = _ -> {};

        Box(int capacity) {
            mailbox = new Mailbox("box", capacity, loop::add, this::publish);
        }

        CompletionStage<String> post(int message) {
            return mailbox.post(
                    () -> {
                        batch.add(message);
                        return String.valueOf(message);
                    });
        }

        private void publish() {
            List<Integer> all = List.copyOf(batch);
            batch.clear();
            taken.addAll(all);
            writes.accept(all);
        }
    }

    @Test
    void everyMessageOfManyThreadsIsTakenOnceAndEachThreadsInItsOrder() throws Exception {
        int threads = 4;
        int each = 20_000;
        List<int[]> messages = new ArrayList<>(); // one writer at a time: needs no lock
        CountDownLatch all = new CountDownLatch(threads * each);
        try (ExecutorService loop = Executors.newSingleThreadExecutor();
                ExecutorService posters = Executors.newFixedThreadPool(threads)) {
            Mailbox mailbox = new Mailbox("box", 1 << 17, loop, () -> {});
            for (int thread = 0; thread < threads; thread++) {
                int poster = thread;
                posters.execute(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                int[] message = {poster, i};
                                var _ = mailbox.post(() -> take(messages, message, all));
                            }
                        });
            }
            all.await();
        }
        assertThat(messages).hasSize(threads * each);
        int[] next = new int[threads];
        for (int[] message : messages) {
            assertThat(message[1]).isEqualTo(next[message[0]]++);
        }
    }

    private static boolean take(List<int[]> messages, int[] message, CountDownLatch left) {
        messages.add(message);
        left.countDown();
        return true;
    }
}
