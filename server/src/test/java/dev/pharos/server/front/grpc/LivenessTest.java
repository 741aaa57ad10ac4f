package dev.pharos.server.front.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LivenessTest {
    private static final String SETUP = "{}";
    private static final String BIG = "{\"pad\":\"" + "x".repeat(200_000) + "\"}";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ScriptedDialect dialect = new ScriptedDialect();
    private RunningEngine engine = RunningEngine.ready(GrpcLimits.standard(), dialect);

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void aSilentClientIsAskedAndThenGivenUp() {
        with(RunningEngine.limits(SHORT, LONG));
        RpcProbe probe = engine.probe().setUp(SETUP);
        assertThat(probe.next().type()).isEqualTo("ClientDetectionRequest");
        Status end = RpcProbe.await(probe.streamEnd());
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        await().until(() -> dialect.disconnected.size() == 1);
    }

    @Test
    void anAnswerToTheDetectionKeepsTheConnection() {
        with(RunningEngine.limits(SHORT, LONG));
        RpcProbe probe = engine.probe().setUp(SETUP);
        for (int i = 0; i < 3; i++) {
            Payload detection = probe.next();
            assertThat(detection.type()).isEqualTo("ClientDetectionRequest");
            probe.acknowledge(detection);
        }
        assertThat(probe.ask("EchoRequest", "{}").type()).isEqualTo("EchoResponse");
        assertThat(dialect.disconnected).isEmpty();
    }

    @Test
    void requestsAloneKeepAConnectionWhoseStreamIsGone() {
        with(RunningEngine.limits(SHORT, LONG));
        RpcProbe probe = engine.probe().setUp(SETUP);
        probe.cancelStream();
        long until = System.nanoTime() + SHORT.multipliedBy(4).toNanos();
        await().pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            probe.ask("HealthCheckRequest", "{}");
                            return System.nanoTime() > until;
                        });
        assertThat(dialect.disconnected).isEmpty();
    }

    @Test
    void aStreamWithoutASetUpIsEnded() {
        with(RunningEngine.limits(LONG, LONG));
        RpcProbe probe = engine.probe().openStream();
        Status end = RpcProbe.await(probe.streamEnd());
        assertThat(end.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void aTransportThatNeverSetsUpIsClosed() throws IOException {
        with(RunningEngine.limits(SHORT, LONG));
        try (Socket socket = engine.socket()) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void aSocketThatSaysNothingIsClosed() throws IOException {
        with(RunningEngine.limits(LONG, LONG));
        try (Socket socket = engine.socket()) {
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
    }

    @Test
    void aClientThatDoesNotReadItsPushesIsDropped() {
        with(RunningEngine.limits(LONG, SHORT));
        RpcProbe probe = engine.probe().setUp(SETUP);
        probe.stopReading();
        for (int n = 0; n < 10; n++) {
            dialect.only().offer(new RecordedPush("key" + n, BIG));
        }
        await().until(() -> dialect.disconnected.size() == 1);
        assertThat(dialect.only().offer(new RecordedPush("a", "{}"))).isFalse();
    }

    @Test
    void aClientWithTooManyWaitingKeysIsDropped() {
        GrpcLimits standard = RunningEngine.limits(LONG, LONG);
        with(
                new GrpcLimits(
                        standard.intake(),
                        new GrpcLimits.Outgoing(50, 10, 1 << 20, 1L << 30),
                        standard.patience()));
        RpcProbe probe = engine.probe().setUp(SETUP);
        probe.stopReading();
        for (int n = 0; n < 10; n++) {
            dialect.only().offer(new RecordedPush("big" + n, BIG));
        }
        for (int n = 0; n < 50; n++) {
            dialect.only().offer(new RecordedPush("key" + n, "{}"));
        }
        await().until(() -> dialect.disconnected.size() == 1);
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsDropped() {
        GrpcLimits patient = RunningEngine.limits(LONG, SHORT);
        with(
                new GrpcLimits(
                        patient.intake(),
                        new GrpcLimits.Outgoing(50, 10, 1 << 20, 1L << 30),
                        patient.patience()));
        dialect.answer = Payload.of("FixedResponse", new byte[300_000]);
        RpcProbe probe = engine.probe().setUp(SETUP);
        byte[] request = RpcProbe.bytes(RpcProbe.payload("FixedRequest", "{}"));
        for (int n = 0; n < 20; n++) {
            var _ = probe.askWithoutReading(request);
        }
        await().until(() -> dialect.disconnected.size() == 1);
    }

    @Test
    void unacknowledgedPushesHoldBackFurtherOnes() {
        GrpcLimits standard = RunningEngine.limits(LONG, LONG);
        with(
                new GrpcLimits(
                        standard.intake(),
                        new GrpcLimits.Outgoing(1000, 3, 1 << 20, 1L << 30),
                        new GrpcLimits.Patience(LONG, SHORT, LONG, LONG, LONG, LONG)));
        RpcProbe probe = engine.probe().setUp(SETUP);
        for (int n = 0; n < 10; n++) {
            dialect.only().offer(new RecordedPush("key" + n, "{}"));
        }
        for (int n = 0; n < 10; n++) {
            Payload push = probe.next();
            probe.ask("EchoRequest", "{}");
            assertThat(probe.received()).hasSizeLessThan(3);
            probe.acknowledge(push);
        }
    }

    private void with(GrpcLimits limits) {
        engine.close();
        engine = RunningEngine.ready(limits, dialect);
    }
}
