package dev.pharos.server.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PushTest {
    private static final String SETUP = "{\"labels\":{\"module\":\"naming\"}}";
    private static final String BIG = "{\"pad\":\"" + "x".repeat(40_000) + "\",\"n\":";

    private final ScriptedDialect dialect = new ScriptedDialect();
    private RunningEngine engine =
            RunningEngine.ready(
                    RunningEngine.limits(Duration.ofMinutes(1), Duration.ofMinutes(1)), dialect);

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void anAcknowledgedPushIsTold() {
        RpcProbe probe = engine.probe().setUp(SETUP);
        RecordedPush push = new RecordedPush("a", "{\"serviceInfo\":{}}");
        dialect.only().offer(push);
        Payload arrived = probe.next();
        assertThat(RpcProbe.json(arrived)).isEqualTo("{\"requestId\":\"1\",\"serviceInfo\":{}}");
        probe.acknowledge(arrived);
        assertThat(RpcProbe.await(push.fate)).isEqualTo("acknowledged");
    }

    @Test
    void negativeAcknowledgementsAreMissing() {
        RpcProbe probe = engine.probe().setUp(SETUP);
        List<String> negative =
                List.of(
                        "{\"requestId\":\"%s\",\"resultCode\":500,\"success\":true}",
                        "{\"success\":false,\"requestId\":\"%s\"}",
                        "{\"requestId\":%s,\"resultCode\":404}");
        for (String ack : negative) {
            RecordedPush push = offered("a");
            String requestId = RpcProbe.requestId(probe.next());
            probe.send("NotifySubscriberResponse", ack.formatted(requestId));
            assertThat(RpcProbe.await(push.fate)).as(ack).isEqualTo("missing");
        }
        RecordedPush push = offered("a");
        String requestId = RpcProbe.requestId(probe.next());
        probe.send("ErrorResponse", "{\"requestId\":\"" + requestId + "\"}");
        assertThat(RpcProbe.await(push.fate)).isEqualTo("missing");
    }

    @Test
    void resultCodeCountsMoreThanSuccess() {
        RpcProbe probe = engine.probe().setUp(SETUP);
        RecordedPush push = offered("a");
        String requestId = RpcProbe.requestId(probe.next());
        probe.send(
                "NotifySubscriberResponse",
                "{\"success\":false,\"resultCode\":200,\"requestId\":\"" + requestId + "\"}");
        assertThat(RpcProbe.await(push.fate)).isEqualTo("acknowledged");
    }

    @Test
    void aMissingAcknowledgementIsToldAndALateOneIgnored() {
        RpcProbe probe = engine.probe().setUp(SETUP);
        RecordedPush first = offered("a");
        RecordedPush second = offered("b");
        Payload arrived = probe.next();
        Payload other = probe.next();
        probe.acknowledge(other);
        assertThat(RpcProbe.await(second.fate)).isEqualTo("acknowledged");
        assertThat(RpcProbe.await(first.fate)).isEqualTo("missing");
        probe.acknowledge(arrived);
        assertThat(probe.ask("EchoRequest", "{}").type()).isEqualTo("EchoResponse");
        assertThat(dialect.disconnected).isEmpty();
    }

    @Test
    void aSilentClientGetsTheLatestOfEachKeyWhenItReadsAgain() {
        RpcProbe probe = engine.probe().setUp(SETUP);
        probe.stopReading();
        List<RecordedPush> offered = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            RecordedPush push = new RecordedPush("a", BIG + n + "}");
            offered.add(push);
            assertThat(dialect.only().offer(push)).isTrue();
        }
        // The loop has taken all of them when it has answered this.
        probe.ask("EchoRequest", "{}");
        probe.resumeReading();
        List<String> arrived = new ArrayList<>();
        do {
            arrived.add(RpcProbe.json(probe.next()));
        } while (!arrived.getLast().endsWith(":199}"));
        assertThat(arrived).hasSizeLessThan(20);
        assertThat(offered.stream().filter(push -> push.writtenAtNanos.isDone()).count())
                .isEqualTo(arrived.size());
    }

    @Test
    void nothingIsPushedRightAfterTheSetUp() {
        RecordedPush push = new RecordedPush("a", "{}");
        long[] connectedAtNanos = new long[1];
        dialect.onConnected =
                connection -> {
                    connectedAtNanos[0] = System.nanoTime();
                    connection.offer(push);
                };
        RpcProbe probe = engine.probe().setUp("{\"abilityTable\":{}}");
        long written = RpcProbe.await(push.writtenAtNanos);
        assertThat(Duration.ofNanos(written - connectedAtNanos[0]))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(probe.next().type()).isEqualTo("SetupAckRequest");
        assertThat(probe.next().type()).isEqualTo("NotifySubscriberRequest");
    }

    /**
     * An answer that was made elsewhere waits in the outbox behind an offered push. The push, made
     * later, carries newer state, so the answer has to be written before the push is made.
     */
    @Test
    void aPushIsMadeAfterTheAnswersThatWait() {
        engine.close();
        GrpcLimits standard = GrpcLimits.standard();
        GrpcLimits oneAnswer =
                new GrpcLimits(
                        standard.intake(),
                        new GrpcLimits.Outgoing(100, 100, 1, 1L << 30),
                        standard.patience());
        engine = RunningEngine.ready(oneAnswer, dialect);
        RpcProbe probe = engine.probe().setUp(SETUP);
        Connection connection = dialect.only();
        CompletableFuture<Payload> late = new CompletableFuture<>();
        dialect.late = late;
        CompletableFuture<Payload> answer =
                probe.askLater(RpcProbe.bytes(RpcProbe.payload("LateRequest", "{}")));
        await().until(() -> !dialect.asked.isEmpty());

        CountDownLatch release = holdLoop(connection);
        CompletableFuture<Boolean> answerWasWritten = new CompletableFuture<>();
        RecordedPush push = new RecordedPush("a", "{}");
        push.whenMade = () -> answerWasWritten.complete(!connection.outbox().takesAnswers());
        connection.offer(push);
        late.complete(RpcProbe.payload("LateResponse", "{}"));
        release.countDown();

        assertThat(RpcProbe.await(answer).type()).isEqualTo("LateResponse");
        assertThat(RpcProbe.await(answerWasWritten)).isTrue();
        assertThat(probe.next().type()).isEqualTo("NotifySubscriberRequest");
    }

    private static CountDownLatch holdLoop(Connection connection) {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        connection.onLoop(
                () -> {
                    held.countDown();
                    awaitLatch(release);
                });
        awaitLatch(held);
        return release;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(RpcProbe.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the latch was not opened");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyThreadsOfferAndEachKeyArrives() throws InterruptedException {
        RpcProbe probe = engine.probe().setUp(SETUP);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int from = t * 500;
            threads.add(Thread.ofVirtual().start(() -> offerAll(from, from + 500)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int n = 0; n < 2000; n++) {
            probe.acknowledge(probe.next());
        }
        await().until(() -> probe.received().isEmpty());
    }

    @Test
    void aPushThatCannotBeMadeIsMissing() {
        RpcProbe probe = engine.probe().setUp(SETUP);
        RecordedPush push = new RecordedPush("a", "not an object");
        dialect.only().offer(push);
        assertThat(RpcProbe.await(push.fate)).isEqualTo("missing");
        RecordedPush good = offered("a");
        probe.acknowledge(probe.next());
        assertThat(RpcProbe.await(good.fate)).isEqualTo("acknowledged");
    }

    @Test
    void whatIsNotAcknowledgedIsForgottenWithTheConnection() {
        RpcProbe probe = engine.probe().setUp(SETUP);
        RecordedPush push = offered("a");
        probe.next();
        probe.close();
        await().until(() -> !dialect.disconnected.isEmpty());
        assertThat(push.fate).isNotDone();
    }

    private void offerAll(int from, int to) {
        for (int n = from; n < to; n++) {
            dialect.only().offer(new RecordedPush("key" + n, "{}"));
        }
    }

    private RecordedPush offered(String key) {
        RecordedPush push = new RecordedPush(key, "{}");
        assertThat(dialect.only().offer(push)).isTrue();
        return push;
    }
}
