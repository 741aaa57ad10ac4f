package dev.pharos.server.cluster.raft;

import static dev.pharos.server.cluster.raft.Replies.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How the group grows, shrinks, and lets one that is new or far behind catch up. */
final class RaftMembersTest {
    private static final RaftSettings.SnapshotsDue EACH_TEN =
            new RaftSettings.SnapshotsDue(Long.MAX_VALUE, 10, Duration.ofDays(1));

    @TempDir Path folder;

    private Trio trio;

    @BeforeEach
    void start() {
        trio = new Trio(folder, EACH_TEN);
    }

    @AfterEach
    void close() {
        trio.close();
        assertThat(trio.broken()).isEmpty();
    }

    @Test
    void oneFoundsAndTheOthersAreAddedWhileWritesGoOn() throws Exception {
        trio.start(0, List.of(trio.id(0)));
        Trio.Seat first = trio.seat(0);
        assertThat(first.log().group().standing()).as("before it begins").isEmpty();
        assertThat(fault(first.log().append(remove("x"))).fault()).isEqualTo(Trio.NOBODY);
        trio.found(0);
        await().until(() -> first.standing().role() == Role.LEADER);
        AtomicBoolean grown = new AtomicBoolean();
        CompletableFuture<List<String>> writing =
                CompletableFuture.supplyAsync(() -> writeUntil(grown), first.world().tasks());
        for (int i = 1; i < 3; i++) {
            trio.start(i);
            assertThat(trio.seat(i).standing().role()).isEqualTo(Role.NONE);
            answer(first.log().group().add(trio.id(i)));
            assertThat(first.log().group().members()).contains(trio.id(i)).hasSize(i + 1);
        }
        grown.set(true);
        List<String> written = writing.get(30, TimeUnit.SECONDS);
        assertThat(written).hasSizeGreaterThan(10);
        for (Trio.Seat seat : trio.running()) {
            answer(seat.log().barrier());
            assertThat(seat.ledger().applied()).isEqualTo(written);
            await().untilAsserted(() -> assertThat(seat.log().group().members()).hasSize(3));
        }
        assertThat(trio.seat(2).standing().role()).isEqualTo(Role.FOLLOWER);
        trio.kill(0);
        answer(trio.seat(trio.leader()).log().append(remove("after")));
    }

    private List<String> writeUntil(AtomicBoolean end) {
        List<String> written = new ArrayList<>();
        while (!end.get()) {
            String next = "n" + written.size();
            trio.seat(0).log().append(remove(next)).toCompletableFuture().join();
            written.add(next);
        }
        return written;
    }

    @Test
    void oneThatWasAwayForLongIsBroughtASnapshotAndKeepsItsVote() throws Exception {
        trio = Trio.started(folder, EACH_TEN);
        int away = trio.follower();
        answer(trio.seat(away).log().append(remove("first")));
        trio.kill(away);
        Trio.Seat leader = trio.seat(trio.leader());
        for (int i = 0; i < 300; i++) {
            answer(leader.log().append(remove("n" + i)));
        }
        trio.start(away);
        Trio.Seat back = trio.seat(away);
        await().untilAsserted(
                        () ->
                                assertThat(back.ledger().applied())
                                        .isEqualTo(leader.ledger().applied()));
        assertThat(back.ledger().restored()).as("lines from a snapshot").isGreaterThan(100);
        answer(back.log().append(remove("after")));
        assertThat(back.ledger().applied()).endsWith("n299", "after");
        await().until(() -> back.standing().role() == Role.FOLLOWER);
    }

    /** Making a disk takes the right to mount; whoever lacks it skips the test. */
    @Test
    void aSnapshotForWhichThereIsNoRoomIsBroughtWhenThereIs() throws Exception {
        trio = Trio.started(folder, EACH_TEN);
        int away = trio.follower();
        trio.kill(away);
        Trio.Seat leader = trio.seat(trio.leader());
        for (int i = 0; i < 100; i++) {
            answer(leader.log().append(remove("n" + i + "x".repeat(1000))));
        }
        String snapshots = folder.resolve("node" + away + "/snapshots").toString();
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", snapshots)).isZero();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.pharos.raft");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            trio.start(away);
            Trio.Seat back = trio.seat(away);
            await().until(() -> countFailed(lines) > 1);
            assertThat(Path.of(snapshots, "temp")).as("it takes no room").doesNotExist();
            assertThat(back.log().refusal()).as("it goes on").isEmpty();
            assertThat(back.ledger().applied()).isEmpty();
            assertThat(run("mount", "-o", "remount,size=4m", snapshots)).isZero();
            await().untilAsserted(
                            () ->
                                    assertThat(back.ledger().applied())
                                            .isEqualTo(leader.ledger().applied()));
            assertThat(back.ledger().restored()).isPositive();
            answer(back.log().append(remove("after")));
            trio.kill(away);
        } finally {
            logger.detachAppender(lines);
            assertThat(run("umount", snapshots)).isZero();
        }
    }

    private static long countFailed(ListAppender<ILoggingEvent> lines) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getMessage().startsWith("no snapshot could be received"))
                .count();
    }

    private static int run(String... words) throws Exception {
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void aRemovedMemberNoLongerCounts() throws Exception {
        trio = Trio.started(folder, EACH_TEN);
        int leader = trio.leader();
        int out = trio.follower();
        answer(trio.seat(leader).log().group().remove(trio.id(out)));
        assertThat(trio.seat(leader).log().group().members())
                .hasSize(2)
                .doesNotContain(trio.id(out));
        trio.kill(out);
        answer(trio.seat(leader).log().append(remove("two")));
        trio.start(out);
        answer(trio.seat(leader).log().group().add(trio.id(out)));
        await().until(() -> trio.seat(out).standing().role() == Role.FOLLOWER);
    }

    @Test
    void onlyTheLeaderChangesMembersAndOneThatIsNotThereIsNotAdded() throws Exception {
        trio = Trio.started(folder, EACH_TEN);
        Trio.Seat leader = trio.seat(trio.leader());
        Trio.Seat follower = trio.seat(trio.follower());
        NodeId nobody = new NodeId("nobody");
        assertThat(fault(follower.log().group().add(nobody)))
                .hasMessageContaining("node nobody is not added: this node does not lead");
        assertThat(fault(leader.log().group().add(nobody))).hasMessageContaining("is not added");
        assertThat(leader.log().group().members()).hasSize(3);
        assertThat(leader.log().group().learners()).isEmpty();
        answer(leader.log().append(remove("goes on")));
    }

    @Test
    void aCleanStopHandsLeadershipOver() throws Exception {
        trio = Trio.started(folder, EACH_TEN);
        int leader = trio.leader();
        int other = trio.follower();
        long term = trio.seat(leader).term();
        CompletionStage<ConfigOutcome> last = trio.seat(leader).log().append(remove("last"));
        trio.stop(leader);
        answer(last);
        int next = trio.leader();
        answer(trio.seat(other).log().append(remove("next")));
        assertThat(trio.seat(next).ledger().applied()).containsExactly("last", "next");
        assertThat(trio.seat(next).term()).as("one election").isEqualTo(term + 1);
    }

    private static ConfigCommand remove(String namespace) {
        return new ConfigCommand.RemoveNamespace(new Namespace(namespace), 0);
    }

    private static FaultException fault(CompletionStage<?> reply) throws Exception {
        try {
            Object outcome = answer(reply);
            throw new AssertionError("an answer where a fault is expected: " + outcome);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FaultException refused) {
                return refused;
            }
            throw e;
        }
    }
}
