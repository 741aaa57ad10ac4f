package dev.pharos.server.cluster.raft;

import static dev.pharos.server.cluster.raft.Replies.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.name.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member has shown before it ended it shows again, also when it is alone. */
final class ReplayTest {
    private static final RaftSettings.SnapshotsDue EACH_TEN =
            new RaftSettings.SnapshotsDue(Long.MAX_VALUE, 10, Duration.ofDays(1));

    @TempDir Path folder;

    private final List<String> written = new ArrayList<>();
    private Trio trio;

    @BeforeEach
    void start() {
        trio = Trio.started(folder, EACH_TEN);
    }

    @AfterEach
    void close() {
        trio.close();
        assertThat(trio.broken()).isEmpty();
    }

    @Test
    void aMemberWithoutAMajorityShowsWhatItHasShownBefore() throws Exception {
        write(25);
        trio.running().forEach(seat -> seat.log().shown().begin());
        write(4);
        killAll();

        trio.start(0);
        Trio.Seat alone = trio.seat(0);
        assertThat(alone.leader()).isEmpty();
        assertThat(alone.ledger().applied()).isEqualTo(written);
        assertThat(alone.ledger().restored()).as("of them in a snapshot").isLessThan(29);
        assertThat(alone.log().shown().isThereAgain()).isTrue();

        trio.start(1);
        trio.start(2);
        write(25);
        killAll();
        trio.start(0);
        assertThat(trio.seat(0).ledger().applied()).as("each once").isEqualTo(written);
    }

    @Test
    void whatWasNeverShownIsNotShownBeforeALeaderIsHeard() throws Exception {
        write(3);
        killAll();

        trio.start(0);
        assertThat(trio.seat(0).ledger().applied()).isEmpty();
        assertThat(trio.seat(0).log().shown().isThereAgain()).isFalse();

        trio.start(1);
        await().untilAsserted(() -> assertThat(trio.seat(0).ledger().applied()).isEqualTo(written));
    }

    @Test
    void whoCannotReadHowFarItWasWaitsForALeader() throws Exception {
        trio.running().forEach(seat -> seat.log().shown().begin());
        write(3);
        killAll();
        Path file = folder.resolve("node0/shown");
        byte[] bytes = Files.readAllBytes(file);
        bytes[10]++;
        Files.write(file, bytes);

        trio.start(0);
        assertThat(trio.seat(0).ledger().applied()).isEmpty();
        assertThat(trio.seat(0).log().shown().isThereAgain()).isFalse();
    }

    /** All of them have applied it on return. */
    private void write(int count) throws Exception {
        Trio.Seat leader = trio.seat(trio.leader());
        for (int i = 0; i < count; i++) {
            String next = "n" + written.size();
            var command = new ConfigCommand.RemoveNamespace(new Namespace(next), 0);
            answer(leader.log().append(command));
            written.add(next);
        }
        for (Trio.Seat seat : trio.running()) {
            await().untilAsserted(() -> assertThat(seat.ledger().applied()).isEqualTo(written));
        }
    }

    private void killAll() {
        for (int i = 0; i < 3; i++) {
            trio.kill(i);
        }
    }
}
