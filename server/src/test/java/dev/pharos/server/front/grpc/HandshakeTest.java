package dev.pharos.server.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HandshakeTest {
    private static final String PLAIN =
            """
            {"headers":{},"clientVersion":"Nacos-Go-Client:v2.2.0","tenant":"dev",
             "labels":{"source":"sdk","module":"naming","AppName":null},
             "clientAbilities":{"naming":{"deep":[1,2]}},"module":"internal"}""";
    private static final String NEGOTIATING =
            """
            {"clientVersion":"Nacos-Java-Client:v2.5.1","tenant":null,"labels":{},
             "abilityTable":{"fuzzyWatch":true,"lock":false}}""";

    private final ScriptedDialect dialect = new ScriptedDialect();
    private final RunningEngine engine = RunningEngine.ready(GrpcLimits.standard(), dialect);

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void serverCheckTellsTheIdOfTheTransport() {
        Payload answer = engine.probe().ask("ServerCheckRequest", "{}");
        assertThat(answer.type()).isEqualTo("ServerCheckResponse");
        assertThat(RpcProbe.json(answer))
                .matches(
                        "\\{\"resultCode\":200,\"errorCode\":0,\"success\":true,"
                                + "\"connectionId\":\"1730000000123_127.0.0.1_\\d+\","
                                + "\"supportAbilityNegotiation\":true}");
    }

    @Test
    void aClientThatNegotiatesGetsAnAcknowledgement() {
        RpcProbe probe = engine.probe().setUp(NEGOTIATING);
        Payload ack = probe.next();
        assertThat(ack.type()).isEqualTo("SetupAckRequest");
        assertThat(RpcProbe.json(ack))
                .isEqualTo(
                        "{\"headers\":{},"
                                + "\"abilityTable\":{\"supportPersistentInstanceByGrpc\":true},"
                                + "\"module\":\"internal\"}");
        assertThat(dialect.only().abilities()).contains(Map.of("fuzzyWatch", true, "lock", false));
        assertThat(dialect.only().namespace()).isEmpty();
    }

    @Test
    void anEmptyAbilityTableIsATable() {
        RpcProbe probe = engine.probe().setUp("{\"abilityTable\":{}}");
        assertThat(probe.next().type()).isEqualTo("SetupAckRequest");
    }

    @Test
    void aClientThatDoesNotNegotiateGetsOnlyPushes() {
        RpcProbe probe = engine.probe().setUp(PLAIN);
        RecordedPush push = new RecordedPush("k", "{}");
        assertThat(dialect.only().offer(push)).isTrue();
        assertThat(probe.next().type()).isEqualTo("NotifySubscriberRequest");
        assertThat(dialect.only().abilities()).isEmpty();
        assertThat(dialect.only().clientVersion()).isEqualTo("Nacos-Go-Client:v2.2.0");
        assertThat(dialect.only().namespace()).isEqualTo("dev");
        assertThat(dialect.only().labels()).isEqualTo(Map.of("source", "sdk", "module", "naming"));
    }

    @Test
    void clientIpIsWhatTheClientSays() {
        RpcProbe probe = engine.probe().openStream();
        byte[] json = PLAIN.getBytes(StandardCharsets.UTF_8);
        probe.sendBytes(
                RpcProbe.bytes(new Payload("ConnectionSetupRequest", Map.of(), "10.9.8.7", json)));
        await().until(() -> !dialect.connected.isEmpty());
        assertThat(dialect.only().clientIp()).isEqualTo("10.9.8.7");
        assertThat(dialect.only().remote().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void beforeTheSetUpEveryRequestIsRefusedWith301() {
        RpcProbe probe = engine.probe();
        for (String type : new String[] {"EchoRequest", "HealthCheckRequest"}) {
            Payload answer = probe.ask(type, "{}");
            assertThat(answer.type()).isEqualTo("ErrorResponse");
            assertThat(RpcProbe.json(answer))
                    .contains("\"resultCode\":500,\"errorCode\":301,\"success\":false");
        }
        assertThat(dialect.asked).isEmpty();
    }

    @Test
    void theStreamIsRegisteredBeforeARequestSentRightBehindIt() {
        for (int i = 0; i < 20; i++) {
            RpcProbe probe = engine.probe().openStream();
            probe.send("ConnectionSetupRequest", PLAIN);
            // One transport, one loop: what comes behind the set-up finds it done. Clients wait
            // 100 ms; grpc may hold the first message back until the transport is ready.
            await().until(() -> probe.ask("EchoRequest", "{}").type().equals("EchoResponse"));
        }
        assertThat(dialect.connected).hasSize(20);
    }

    @Test
    void aSecondSetUpReplacesTheFirstAndKeepsTheConnection() {
        RpcProbe probe = engine.probe().setUp(PLAIN);
        var firstEnd = probe.streamEnd();
        probe.openStream().send("ConnectionSetupRequest", NEGOTIATING);
        assertThat(RpcProbe.await(firstEnd).getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(probe.next().type()).isEqualTo("SetupAckRequest");
        RecordedPush push = new RecordedPush("k", "{}");
        dialect.only().offer(push);
        probe.acknowledge(probe.next());
        assertThat(RpcProbe.await(push.fate)).isEqualTo("acknowledged");
        assertThat(dialect.connected).hasSize(1);
        assertThat(dialect.disconnected).isEmpty();
        assertThat(dialect.only().clientVersion()).isEqualTo("Nacos-Java-Client:v2.5.1");
    }

    @Test
    void theEndOfTheTransportIsTheEndOfTheConnection() {
        RpcProbe probe = engine.probe().setUp(PLAIN);
        probe.close();
        await().until(() -> dialect.disconnected.contains(dialect.only()));
        assertThat(dialect.only().offer(new RecordedPush("k", "{}"))).isFalse();
    }

    @Test
    void aHalfClosedOrResetStreamIsNotTheEnd() {
        RpcProbe probe = engine.probe().setUp(PLAIN);
        probe.halfClose();
        dialect.only().offer(new RecordedPush("k", "{}"));
        assertThat(probe.next().type()).isEqualTo("NotifySubscriberRequest");
        probe.cancelStream();
        RpcProbe.await(probe.streamEnd());
        assertThat(probe.ask("EchoRequest", "{}").type()).isEqualTo("EchoResponse");
        assertThat(dialect.disconnected).isEmpty();
    }

    @Test
    void closingTellsTheDialectAndEndsTheTransport() {
        RpcProbe probe = engine.probe().setUp(PLAIN);
        dialect.only().close("the test wants it so");
        assertThat(RpcProbe.await(probe.streamEnd()).isOk()).isFalse();
        await().until(() -> dialect.disconnected.size() == 1);
    }

    @Test
    void resetAsksTheClientToGoElsewhere() {
        RpcProbe probe = engine.probe().setUp(PLAIN);
        dialect.only().reset("10.0.0.2", 8848);
        Payload reset = probe.next();
        assertThat(reset.type()).isEqualTo("ConnectResetRequest");
        assertThat(RpcProbe.json(reset))
                .isEqualTo(
                        "{\"requestId\":\"1\",\"serverIp\":\"10.0.0.2\",\"serverPort\":\"8848\","
                                + "\"module\":\"internal\"}");
    }

    @Test
    void aConnectionThatTheDialectRefusesIsClosed() {
        dialect.onConnected =
                _ -> {
                    throw new IllegalStateException("as scripted");
                };
        RpcProbe probe = engine.probe().openStream();
        probe.send("ConnectionSetupRequest", PLAIN);
        assertThat(RpcProbe.await(probe.streamEnd()).isOk()).isFalse();
    }

    @Test
    void untilTheServerIsReadyItSaysThatItStarts() {
        try (RunningEngine starting =
                new RunningEngine(GrpcLimits.standard(), new ScriptedDialect())) {
            RpcProbe probe = starting.probe();
            assertThat(RpcProbe.json(probe.ask("ServerCheckRequest", "{}")))
                    .contains("\"errorCode\":300");
            probe.openStream();
            assertThat(RpcProbe.await(probe.streamEnd()).isOk()).isTrue();
            starting.server.ready();
            assertThat(starting.probe().ask("ServerCheckRequest", "{}").type())
                    .isEqualTo("ServerCheckResponse");
        }
    }

    @Test
    void stoppingTellsTheDialectOfEachConnection() {
        engine.probe().setUp(PLAIN);
        engine.probe().setUp(PLAIN);
        engine.server.close();
        await().until(() -> dialect.disconnected.size() == 2);
    }
}
