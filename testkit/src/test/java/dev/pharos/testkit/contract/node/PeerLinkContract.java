package dev.pharos.testkit.contract.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.PeerLink.Topic;
import dev.pharos.server.port.cluster.PeerLink.Unreached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.cluster.PeerLink}; every link is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(PeerLinkContract.Kind.class)
@Timeout(120)
final class PeerLinkContract {
    private static final NodeId ONE = new NodeId("one");
    private static final NodeId TWO = new NodeId("two");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGES = 1000;

    enum Kind {
        PEERS,
        SIMULATED;

        PeerBed open() {
            return switch (this) {
                case PEERS -> new PeerBed.Real();
                case SIMULATED -> new PeerBed.Simulated();
            };
        }
    }

    private final PeerBed bed;
    private PeerLink one;
    private PeerLink two;

    PeerLinkContract(Kind kind) {
        this.bed = kind.open();
    }

    @BeforeEach
    void meet() {
        one = bed.start(ONE);
        two = bed.start(TWO);
        bed.await(() -> one.reaches(TWO) && two.reaches(ONE));
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void theNodeThatWasAskedAnswersAndKnowsWhoAsks() {
        two.answer(Topic.MEMBER, (from, message) -> said(from + " asks " + text(message)));
        one.answer(Topic.MEMBER, (_, _) -> said("not I"));

        assertThat(answer(ask(one, TWO, Topic.MEMBER, "hello"))).isEqualTo("one asks hello");
    }

    @Test
    void eachTopicHasOneWhoAnswers() {
        for (Topic topic : Topic.values()) {
            two.answer(topic, (_, _) -> said(topic.name()));
        }
        for (Topic topic : Topic.values()) {
            assertThat(answer(ask(one, TWO, topic, ""))).isEqualTo(topic.name());
        }
    }

    /** What is repeated may come late, so only the first time counts. */
    @Test
    void whatIsToldOfOneTopicComesInOrder() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        two.answer(
                Topic.SYNC,
                (_, message) -> {
                    heard.add(text(message));
                    return said("dropped");
                });
        List<String> told = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            told.add("message " + i);
            one.tell(TWO, Topic.SYNC, told.getLast().getBytes(UTF_8));
        }
        bed.await(() -> heard.contains(told.getLast()));
        assertThat(List.copyOf(heard).stream().distinct()).containsExactlyElementsOf(told);
    }

    @Test
    void whatIsAskedOfOneTopicComesInOrder() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        two.answer(
                Topic.CONSENSUS,
                (_, message) -> {
                    heard.add(text(message));
                    return said("");
                });
        List<String> asked = new ArrayList<>();
        List<CompletionStage<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            asked.add("question " + i);
            answers.add(ask(one, TWO, Topic.CONSENSUS, asked.getLast()));
        }
        answers.forEach(this::answer);
        assertThat(heard).containsExactlyElementsOf(asked);
    }

    @Test
    void aMessageMayBeAsLargeAsIsSaid() {
        two.answer(Topic.SYNC, (_, message) -> said("" + message.length));

        CompletionStage<byte[]> answer =
                one.ask(TWO, Topic.SYNC, new byte[PeerLink.MESSAGE_MAX], PATIENCE);

        assertThat(answer(answer)).isEqualTo("" + PeerLink.MESSAGE_MAX);
    }

    @Test
    void aLargerMessageIsNotSent() {
        List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
        two.answer(
                Topic.SYNC,
                (_, message) -> {
                    heard.add(message.length);
                    return said("");
                });
        byte[] large = new byte[PeerLink.MESSAGE_MAX + 1];

        one.tell(TWO, Topic.SYNC, large);
        CompletionStage<byte[]> asked = one.ask(TWO, Topic.SYNC, large, PATIENCE);

        assertThat(failure(asked)).isInstanceOf(Unreached.class);
        answer(ask(one, TWO, Topic.SYNC, "small"));
        assertThat(heard).containsOnly("small".length());
    }

    @Test
    void whatSurelyWasNotSentIsTold() {
        NodeId nobody = new NodeId("nobody");

        assertThat(one.reaches(nobody)).isFalse();
        assertThat(failure(ask(one, nobody, Topic.MEMBER, ""))).isInstanceOf(Unreached.class);
        assertThatCode(() -> one.tell(nobody, Topic.MEMBER, new byte[0]))
                .doesNotThrowAnyException();
    }

    @Test
    void whatMayHaveComeIsNotCalledUnsent() {
        CompletableFuture<byte[]> never = new CompletableFuture<>();
        two.answer(Topic.FORWARD, (_, _) -> never);
        two.answer(
                Topic.SYNC,
                (_, _) -> CompletableFuture.failedStage(new IllegalStateException("broken")));

        CompletionStage<byte[]> late =
                one.ask(TWO, Topic.FORWARD, new byte[0], Duration.ofMillis(200));
        assertThat(failure(late)).as("in time").isNotInstanceOf(Unreached.class);
        assertThat(failure(ask(one, TWO, Topic.SYNC, ""))).isNotInstanceOf(Unreached.class);
        assertThat(failure(ask(one, TWO, Topic.CONSENSUS, "")))
                .as("a topic that nobody answers")
                .isNotInstanceOf(Unreached.class);
    }

    @Test
    void whoComesAndGoesIsTold() {
        List<String> changes = Collections.synchronizedList(new ArrayList<>());
        one.follow((peer, reached) -> changes.add(peer + " " + reached));
        two.answer(Topic.MEMBER, (_, _) -> new CompletableFuture<>());
        CompletionStage<byte[]> asked = ask(one, TWO, Topic.MEMBER, "");

        bed.stop(TWO);
        bed.await(() -> !one.reaches(TWO));
        assertThat(failure(asked)).isNotInstanceOf(Unreached.class);
        assertThat(failure(ask(one, TWO, Topic.MEMBER, ""))).isInstanceOf(Unreached.class);

        PeerLink again = bed.start(TWO);
        again.answer(Topic.MEMBER, (_, _) -> said("back"));
        bed.await(() -> one.reaches(TWO));
        assertThat(answer(ask(one, TWO, Topic.MEMBER, ""))).isEqualTo("back");
        assertThat(changes).startsWith("two false").endsWith("two true");
    }

    private static CompletionStage<byte[]> ask(
            PeerLink from, NodeId to, Topic topic, String message) {
        return from.ask(to, topic, message.getBytes(UTF_8), PATIENCE);
    }

    private String answer(CompletionStage<byte[]> stage) {
        CompletableFuture<byte[]> answer = stage.toCompletableFuture();
        bed.await(answer::isDone);
        return text(answer.join());
    }

    private Throwable failure(CompletionStage<byte[]> stage) {
        CompletableFuture<byte[]> answer = stage.toCompletableFuture();
        bed.await(answer::isDone);
        Throwable why = answer.handle((_, failure) -> failure).join();
        assertThat(why).as("a failure").isNotNull();
        return why instanceof CompletionException e && e.getCause() != null ? e.getCause() : why;
    }

    private static CompletionStage<byte[]> said(String text) {
        return CompletableFuture.completedStage(text.getBytes(UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
