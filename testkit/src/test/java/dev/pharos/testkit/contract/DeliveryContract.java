package dev.pharos.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Shared;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.Delivery}; everyone who waits is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(DeliveryContract.Kind.class)
@Timeout(60)
final class DeliveryContract {
    private static final int MANY = 2000;
    private static final Duration LONG = DeliveryBed.ACK.multipliedBy(5);

    enum Kind {
        GRPC,
        LONG_POLL,
        UDP,
        PROBE;

        Waiting open(DeliveryBed bed) throws IOException {
            return switch (this) {
                case GRPC -> WaitingClients.grpc(bed);
                case LONG_POLL -> WaitingClients.longPoll(bed);
                case UDP -> WaitingClients.udp(bed);
                case PROBE -> WaitingClients.byHand(bed);
            };
        }
    }

    private final DeliveryBed bed = new DeliveryBed();
    private final Waiting client;
    private final Delivery delivery;

    DeliveryContract(Kind kind) throws IOException {
        this.client = kind.open(bed);
        this.delivery = client.delivery();
    }

    @AfterEach
    void close() throws IOException {
        client.leave();
        bed.close();
    }

    @Test
    void whatIsTakenIsTold() {
        assertThat(delivery.offer(client.notice(1, Notice.Receipt.NONE))).isTrue();
        await().untilAsserted(() -> assertThat(client.told()).containsExactly(1));
        assertThat(delivery.offer(client.notice(2, Notice.Receipt.NONE)))
                .as("it waits for more")
                .isEqualTo(client.isPatient());
    }

    @Test
    void theLatestIsToldLastAndNothingGoesBack() {
        assumeThat(client.isPatient()).isTrue();
        bed.hold();
        for (int state = 1; state <= 50; state++) {
            assertThat(delivery.offer(client.notice(state, Notice.Receipt.NONE))).isTrue();
        }
        bed.release();
        await().untilAsserted(() -> assertThat(client.told()).isNotEmpty().endsWith(50));
        assertThat(client.told()).isSorted();
    }

    @Test
    void whatWasNotAcknowledgedIsNotToldAfterWhatCameLater() {
        assumeThat(client.isPatient()).isTrue();
        client.acknowledges(false);
        assertThat(delivery.offer(client.notice(1, Notice.Receipt.NONE))).isTrue();
        await().untilAsserted(() -> assertThat(client.told()).contains(1));
        client.acknowledges(true);
        assertThat(delivery.offer(client.notice(2, Notice.Receipt.NONE))).isTrue();
        await().untilAsserted(() -> assertThat(client.told()).contains(2));
        await().during(LONG)
                .atMost(LONG.multipliedBy(2))
                .untilAsserted(() -> assertThat(client.told()).isSorted());
    }

    @Test
    void offeringNeverWaitsForTheClient() throws Exception {
        Notice notice = client.notice(1, Notice.Receipt.NONE);
        bed.hold();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            callers.add(CompletableFuture.runAsync(() -> offerMany(notice), bed.world().tasks()));
        }
        for (CompletableFuture<Void> each : callers) {
            Stages.answer(each);
        }
        bed.release();
        await().untilAsserted(() -> assertThat(client.told()).contains(1));
    }

    @Test
    void falseMeansGoneForGood() throws IOException {
        client.leave();
        Notice notice = client.notice(1, Notice.Receipt.NONE);
        await().until(() -> !delivery.offer(notice));
        for (int i = 0; i < 100; i++) {
            assertThat(delivery.offer(notice)).isFalse();
            assertThat(delivery.offer(aboutAnotherConfiguration())).isFalse();
            assertThat(delivery.offer(aboutAnotherService())).isFalse();
        }
        int heard = client.told().size();
        await().during(DeliveryBed.ACK)
                .untilAsserted(() -> assertThat(client.told()).hasSize(heard));
    }

    @Test
    void whatIsAboutSomethingElseEndsNothing() {
        assertThat(delivery.offer(aboutAnotherConfiguration())).isTrue();
        assertThat(delivery.offer(client.notice(1, Notice.Receipt.NONE))).isTrue();
        await().untilAsserted(() -> assertThat(client.told()).contains(1));
    }

    @Test
    void aReceiptIsCalledAtMostOnce() {
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger missing = new AtomicInteger();
        Notice.Receipt receipt = counting(arrived, missing);
        assertThat(delivery.offer(client.notice(1, receipt))).isTrue();
        await().untilAsserted(() -> assertThat(client.told()).contains(1));
        if (client.isPatient()) {
            await().until(() -> arrived.get() == 1);
            client.acknowledges(false);
            assertThat(delivery.offer(client.notice(2, receipt))).isTrue();
            await().untilAsserted(() -> assertThat(client.told()).contains(2));
        }
        await().during(LONG)
                .atMost(LONG.multipliedBy(2))
                .untilAsserted(
                        () -> {
                            assertThat(arrived.get()).isLessThanOrEqualTo(1);
                            assertThat(missing.get()).isLessThanOrEqualTo(1);
                        });
    }

    @Test
    void anOfferAfterTheEndOfItsEngineFailsNobody() {
        Notice notice = client.notice(1, Notice.Receipt.NONE);
        bed.end();
        for (int i = 0; i < 10; i++) {
            var _ = delivery.offer(notice); // either answer will do, but no exception
        }
    }

    @Test
    void itSaysWhoWaits() throws IOException {
        var who = delivery.who();
        assertThat(who.id()).isNotEmpty();
        assertThat(who.ip()).isNotEmpty();
        client.leave();
        assertThat(delivery.who()).isEqualTo(who);
    }

    private void offerMany(Notice notice) {
        for (int i = 0; i < MANY; i++) {
            var _ = delivery.offer(notice);
        }
    }

    private static Notice aboutAnotherConfiguration() {
        ConfigKey other = new ConfigKey(Namespace.PUBLIC, "g", "other");
        return new Notice.ConfigChanged(other, Notice.Receipt.NONE);
    }

    private static Notice aboutAnotherService() {
        ServiceName other = new ServiceName(Namespace.PUBLIC, "g", "other");
        return new Notice.ServiceChanged(
                new Shared<>(ServiceView.empty(other, 0)), "", Notice.Receipt.NONE);
    }

    private static Notice.Receipt counting(AtomicInteger arrived, AtomicInteger missing) {
        return new Notice.Receipt() {
            @Override
            public void arrived() {
                arrived.incrementAndGet();
            }

            @Override
            public void missing() {
                missing.incrementAndGet();
            }
        };
    }
}
