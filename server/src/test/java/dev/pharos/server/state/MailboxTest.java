package dev.pharos.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.FaultException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class MailboxTest {
    @Test
    void aFullMailboxIsAFaultAndNotAWait() {
        List<Runnable> loop = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        Mailbox<Integer> mailbox = new Mailbox<>("box", 2, loop::add, taken::addAll);
        mailbox.post(1);
        mailbox.post(2);
        assertThatThrownBy(() -> mailbox.post(3))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("box is full (2 waiting)");
        loop.removeFirst().run();
        assertThat(taken).containsExactly(1, 2);
        mailbox.post(4);
        loop.removeFirst().run();
        assertThat(taken).containsExactly(1, 2, 4);
    }

    @Test
    void everyMessageOfManyThreadsIsTakenOnceAndEachThreadsInItsOrder() throws Exception {
        int threads = 4;
        int each = 20_000;
        List<int[]> taken = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(threads * each);
        try (ExecutorService loop = Executors.newSingleThreadExecutor();
                ExecutorService posters = Executors.newFixedThreadPool(threads)) {
            Mailbox<int[]> mailbox =
                    new Mailbox<>(
                            "box",
                            1 << 17,
                            loop,
                            batch -> {
                                taken.addAll(batch);
                                batch.forEach(_ -> all.countDown());
                            });
            for (int thread = 0; thread < threads; thread++) {
                int poster = thread;
                posters.execute(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                mailbox.post(new int[] {poster, i});
                            }
                        });
            }
            all.await();
        }
        int[] next = new int[threads];
        for (int[] message : taken) {
            assertThat(message[1]).isEqualTo(next[message[0]]++);
        }
    }
}
