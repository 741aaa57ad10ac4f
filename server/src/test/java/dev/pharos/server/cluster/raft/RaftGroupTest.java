package dev.pharos.server.cluster.raft;

import static dev.pharos.server.cluster.raft.Replies.answer;
import static dev.pharos.server.cluster.raft.Replies.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.cluster.log.SimDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members: who leads, what follows, and what becomes of writes while that changes. */
final class RaftGroupTest {
    private static final RaftSettings.SnapshotsDue NEVER =
            new RaftSettings.SnapshotsDue(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));

    @TempDir Path folder;

    private Trio trio;

    @BeforeEach
    void start() {
        trio = Trio.started(folder, NEVER);
        trio.leader();
    }

    @AfterEach
    void close() {
        trio.close();
        assertThat(trio.broken()).isEmpty();
    }

    @Test
    void anyMemberTakesWritesAndHasThemWhenItAnswers() throws Exception {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Trio.Seat seat = trio.seat(i % 3);
            answer(seat.log().append(remove("n" + i)));
            written.add("n" + i);
            assertThat(seat.ledger().applied())
                    .as("at once, where it was written")
                    .contains("n" + i);
        }
        for (Trio.Seat seat : trio.running()) {
            await().untilAsserted(() -> assertThat(seat.ledger().applied()).isEqualTo(written));
        }
    }

    @Test
    void manyAtOnceThroughAllOfThemAreEachThereOnce() throws Exception {
        List<CompletionStage<ConfigOutcome>> replies = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            replies.add(trio.seat(i % 3).log().append(remove("n" + i)));
        }
        for (CompletionStage<ConfigOutcome> reply : replies) {
            answer(reply);
        }
        for (Trio.Seat seat : trio.running()) {
            answer(seat.log().barrier());
            assertThat(seat.ledger().applied()).hasSize(900).doesNotHaveDuplicates();
        }
        assertThat(trio.seat(0).ledger().applied())
                .isEqualTo(trio.seat(1).ledger().applied())
                .isEqualTo(trio.seat(2).ledger().applied());
    }

    @Test
    void whatWouldNotFitInAMessageIsRefusedBeforeItIsInALog() throws Exception {
        String large = "x".repeat(15 << 20);
        for (Trio.Seat seat : trio.running()) {
            assertThat(fault(seat.log().append(remove(large)))).isInstanceOf(Fault.TooLarge.class);
            answer(seat.log().append(remove(large.substring(0, 10 << 20))));
        }
    }

    @Test
    void aBarrierAtAFollowerSeesWhatWasAnsweredElsewhere() throws Exception {
        Trio.Seat leader = trio.seat(trio.leader());
        Trio.Seat follower = trio.seat(trio.follower());
        for (int i = 0; i < 20; i++) {
            answer(leader.log().append(remove("n" + i)));
            answer(follower.log().barrier());
            assertThat(follower.ledger().applied()).contains("n" + i);
        }
    }

    @Test
    void whenTheLeaderIsGoneAnotherLeadsAndTheOldOneCatchesUp() throws Exception {
        int first = trio.leader();
        answer(trio.seat(first).log().append(remove("before")));
        long term = trio.seat(first).term();
        trio.kill(first);
        int second = trio.leader();
        assertThat(trio.seat(second).term()).isGreaterThan(term);
        answer(trio.seat(trio.follower()).log().append(remove("meanwhile")));
        trio.start(first);
        Trio.Seat again = trio.seat(first);
        await().untilAsserted(
                        () ->
                                assertThat(again.ledger().applied())
                                        .containsExactly("before", "meanwhile"));
        answer(again.log().append(remove("after")));
        assertThat(again.ledger().applied()).containsExactly("before", "meanwhile", "after");
    }

    @Test
    void theLastOneRefusesAtOnceNeverLeadsAndItsTermStays() throws Exception {
        int first = trio.leader();
        answer(trio.seat(first).log().append(remove("before")));
        for (Trio.Seat seat : trio.running()) {
            answer(seat.log().barrier());
        }
        trio.kill(first);
        int second = trio.leader();
        trio.kill(second);
        Trio.Seat last = trio.running().getFirst();
        await().until(() -> last.leader().isEmpty());
        long term = last.term();
        for (int i = 0; i < 4; i++) {
            long begun = System.nanoTime();
            assertThat(fault(last.log().append(remove("x" + i)))).isEqualTo(Trio.NOBODY);
            assertThat(fault(last.log().barrier())).isEqualTo(Trio.NOBODY);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("both refusals") // generous: each is held for less than half a second
                    .isLessThan(Duration.ofSeconds(10));
        }
        assertThat(last.ledger().applied()).containsExactly("before");
        assertThat(last.standing().role()).isEqualTo(Role.CANDIDATE);
        assertThat(last.leader()).isEmpty();
        assertThat(last.term()).isEqualTo(term);
    }

    @Test
    void aLeaderWithoutAMajorityStepsDownAndNothingIsReportedThatDidNotHappen() throws Exception {
        int first = trio.leader();
        Trio.Seat old = trio.seat(first);
        answer(old.log().append(remove("before")));
        trio.hub().isolate(old.id());
        CompletionStage<ConfigOutcome> alone = old.log().append(remove("alone"));
        await().until(() -> old.leader().isEmpty());
        Trio.Seat other = trio.seat((first + 1) % 3);
        await().until(() -> other.leader().filter(id -> !id.equals(old.id())).isPresent());
        answer(other.log().append(remove("elsewhere")));
        assertThat(alone.toCompletableFuture()).isNotDone();
        trio.hub().heal();
        answer(alone); // it was lost with the old leader's term, which is known; so it is sent anew
        for (Trio.Seat seat : trio.running()) {
            answer(seat.log().barrier());
            assertThat(seat.ledger().applied()).containsExactly("before", "elsewhere", "alone");
        }
    }

    /** Those who only wait for it to speak would need longer than the test does. */
    @Test
    void aLeaderWhoseConnectionsBreakIsReplacedSooner() throws Exception {
        try (Trio patient = new Trio(folder.resolve("patient"), NEVER, Duration.ofSeconds(30))) {
            grow(patient);
            Trio.Seat first = patient.seat(0);
            answer(first.log().append(remove("before")));
            await().until(() -> patient.leader() == 0);
            long term = first.term();
            patient.hub().drop(first.id());
            Trio.Seat second = patient.seat(1);
            await().atMost(Duration.ofSeconds(24))
                    .until(() -> second.leader().filter(id -> !id.equals(first.id())).isPresent());
            answer(second.log().append(remove("after")));
            assertThat(second.ledger().applied()).containsExactly("before", "after");
            assertThat(second.term()).as("one election").isEqualTo(term + 1);
            assertThat(patient.broken()).isEmpty();
        }
    }

    /** The first one leads. */
    private static void grow(Trio group) throws Exception {
        group.start(0, List.of(group.id(0)));
        group.found(0);
        Trio.Seat first = group.seat(0);
        await().until(() -> first.leader().isPresent());
        for (int i = 1; i < 3; i++) {
            group.start(i);
            answer(first.log().group().add(group.id(i)));
        }
    }

    @Test
    void aLeaderWhomTheOthersHearStaysWhenOneLosesIt() throws Exception {
        int first = trio.leader();
        Trio.Seat leader = trio.seat(first);
        Trio.Seat follower = trio.seat(trio.follower());
        long term = leader.term();
        for (int i = 0; i < 3; i++) {
            trio.hub().cut(leader.id(), follower.id());
            trio.hub().tell(follower.id(), leader.id(), false);
            await().until(() -> follower.leader().isEmpty()); // it has asked the others
            trio.hub().heal();
            trio.hub().tell(follower.id(), leader.id(), true);
            await().until(() -> follower.leader().equals(Optional.of(leader.id())));
            answer(follower.log().append(remove("n" + i)));
        }
        assertThat(trio.leader()).isEqualTo(first);
        assertThat(leader.term()).isEqualTo(term);
    }

    @Test
    void aLeaderWhoseDiskIsFullLetsAnotherLead() throws Exception {
        SimDisk disk = new SimDisk(1);
        try (Trio full = new Trio(folder.resolve("full"), NEVER)) {
            full.put(0, disk);
            grow(full);
            Trio.Seat first = full.seat(0);
            await().until(() -> full.leader() == 0);
            disk.limit(disk.usedBytes());
            String large = "x".repeat(200_000);
            answer(full.seat(1).log().append(remove(large)));
            await().until(
                            () ->
                                    full.seat(1)
                                            .leader()
                                            .filter(id -> !id.equals(first.id()))
                                            .isPresent());
            answer(full.seat(1).log().append(remove("meanwhile")));
            assertThat(fault(first.log().append(remove("no"))))
                    .isInstanceOf(Fault.Unavailable.class);
            disk.limit(Long.MAX_VALUE);
            await().untilAsserted(
                            () ->
                                    assertThat(first.ledger().applied())
                                            .containsExactly(large, "meanwhile"));
            await().until(() -> first.log().refusal().isEmpty());
            answer(first.log().append(remove("after")));
            assertThat(full.broken()).isEmpty();
        }
    }

    private static ConfigCommand remove(String namespace) {
        return new ConfigCommand.RemoveNamespace(new Namespace(namespace), 0);
    }
}
