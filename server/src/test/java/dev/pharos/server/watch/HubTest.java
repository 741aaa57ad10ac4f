package dev.pharos.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Delivery.Subscription;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.Subscriber;
import dev.pharos.server.telemetry.meter.PushMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class HubTest {
    private static final ServiceName ORDERS = new ServiceName(Namespace.PUBLIC, "g", "orders");
    private static final ConfigKey KEY = new ConfigKey(Namespace.PUBLIC, "g", "app.yaml");

    private final ManualWorld world = new ManualWorld();
    private final Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
    private final Probe probe = new Probe();

    /** Remembers what it was told. */
    private static final class Probe implements Delivery {
        private final List<Notice> told = new ArrayList<>();
        private boolean isGone;

        @Override
        public boolean offer(Notice notice) {
            told.add(notice);
            return !isGone;
        }

        @Override
        public Subscriber who() {
            return new Subscriber("probe", "127.0.0.1", 1, "test", "");
        }

        long newest() {
            return told.getLast() instanceof Notice.ServiceChanged changed
                    ? changed.view().value().refMillis()
                    : -1;
        }
    }

    @Test
    void aSingleChangeArrivesAfterTheShortWindow() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        change(1);
        assertThat(probe.told).isEmpty();
        world.pass(WatchSettings.standard().windowMin());
        assertThat(probe.told).hasSize(1);
    }

    @Test
    void whatChangesWhilePushesAreStoppedIsToldOnceAfterwards() {
        hub.push(false);
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        change(1);
        world.pass(Duration.ofSeconds(10));
        change(2);
        world.pass(Duration.ofSeconds(10));
        assertThat(probe.told).isEmpty();
        hub.push(true);
        world.pass(Duration.ofSeconds(10));
        assertThat(probe.told).hasSize(1);
        assertThat(probe.newest()).isEqualTo(2);
    }

    @Test
    void whatWasLostWhilePushesAreStoppedIsToldAgainAfterwards() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        change(1);
        world.pass(WatchSettings.standard().windowMin());
        hub.push(false);
        probe.told.getFirst().receipt().missing();
        world.pass(Duration.ofSeconds(10));
        assertThat(probe.told).hasSize(1);
        hub.push(true);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told).hasSize(2);
    }

    @Test
    void aNewSubscriberIsToldOnceWhatThereIs() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told).hasSize(1);
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        world.pass(Duration.ofSeconds(10));
        assertThat(probe.told).hasSize(1);
    }

    @Test
    void aChangeThatMeetsTheFirstNoticeOfASubscriberIsToldOnce() {
        WatchSettings settings = WatchSettings.standard();
        AtomicReference<Shared<ServiceView>> current = new AtomicReference<>(nothing());
        hub.subscribe(ORDERS, "", probe, current::get);
        world.pass(settings.windowMax().minus(settings.windowMin().dividedBy(2)));
        current.set(described(1));
        hub.changed(ORDERS, current.get());
        world.pass(Duration.ofSeconds(10));
        assertThat(probe.told).hasSize(1);
        assertThat(probe.newest()).isEqualTo(1);
    }

    @Test
    void aChangeThatTheHubHearsOfAfterTheFirstNoticeWasDueIsToldOnce() {
        AtomicReference<Shared<ServiceView>> current = new AtomicReference<>(nothing());
        hub.subscribe(ORDERS, "", probe, current::get);
        current.set(described(1));
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told).isEmpty();
        hub.changed(ORDERS, current.get());
        world.pass(Duration.ofSeconds(10));
        assertThat(probe.told).hasSize(1);
        assertThat(probe.newest()).isEqualTo(1);
    }

    @Test
    void changesWithinAWindowAreToldOnceAndTheNewestWins() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        change(1);
        change(2);
        change(3);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told).hasSize(1);
        assertThat(probe.newest()).isEqualTo(3);
    }

    @Test
    void aStormWidensTheWindowAndQuietNarrowsIt() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        storm(Duration.ofSeconds(10));
        int inStorm = probe.told.size();
        assertThat(inStorm).isBetween(15, 35);
        assertThat(probe.newest()).isGreaterThan(9_400);
        world.pass(Duration.ofSeconds(3));
        probe.told.clear();
        change(20_000);
        world.pass(WatchSettings.standard().windowMin());
        assertThat(probe.told).hasSize(1);
    }

    @Test
    void soonAfterAStormASingleChangeIsToldAtOnce() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        storm(Duration.ofSeconds(10));
        world.pass(Duration.ofMillis(510));
        probe.told.clear();
        change(20_000);
        world.pass(WatchSettings.standard().windowMin().plusMillis(1));
        assertThat(probe.newest()).isEqualTo(20_000);
    }

    @Test
    void inTheMiddleOfCalmingDownItIsToldSooner() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        storm(Duration.ofSeconds(10));
        world.pass(Duration.ofMillis(500));
        probe.told.clear();
        change(20_000);
        world.pass(Duration.ofMillis(130));
        assertThat(probe.newest()).isEqualTo(20_000);
    }

    /** Whatever the gaps between changes are, subscribers are told at most 67 times a second. */
    @Test
    void noPatternOfChangesIsToldWithoutEnd() {
        for (int gap = 1; gap <= 40; gap++) {
            Probe told = new Probe();
            hub.subscribe(ORDERS, "", told, HubTest::nothing);
            for (int passed = 0; passed < 3000; passed += gap) {
                change(gap * 100_000L + passed);
                world.pass(Duration.ofMillis(gap));
            }
            assertThat(told.told.size()).as("gap of %d ms", gap).isLessThanOrEqualTo(3 * 67 + 2);
            hub.forget(told);
            world.pass(Duration.ofSeconds(2));
        }
    }

    @Test
    void theLastChangeOfAStormIsTold() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        storm(Duration.ofSeconds(1));
        change(99_999);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.newest()).isEqualTo(99_999);
    }

    @Test
    void eachSpellingOfPoolsIsToldApart() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        hub.subscribe(ORDERS, "a,b", probe, HubTest::nothing);
        change(1);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told)
                .extracting(notice -> ((Notice.ServiceChanged) notice).pools())
                .containsExactly("", "a,b");
    }

    @Test
    void endingOneSpellingLeavesTheOthers() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        hub.subscribe(ORDERS, "a,b", probe, HubTest::nothing);
        hub.unsubscribe(ORDERS, "", probe);
        change(1);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told)
                .extracting(notice -> ((Notice.ServiceChanged) notice).pools())
                .containsExactly("a,b");
    }

    @Test
    void whatIsNotAcknowledgedIsToldAgainWithGrowingPausesAndFreshData() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        change(1);
        world.pass(Duration.ofMillis(10));
        probe.told.getLast().receipt().missing();
        world.pass(Duration.ofMillis(990));
        assertThat(probe.told).hasSize(1);
        world.pass(Duration.ofMillis(10));
        assertThat(probe.told).hasSize(2);
        probe.told.getLast().receipt().missing();
        world.pass(Duration.ofMillis(1_990));
        assertThat(probe.told).hasSize(2);
        world.pass(Duration.ofMillis(10));
        assertThat(probe.told).hasSize(3);
    }

    @Test
    void whoMissesManyChangesIsToldAgainOnce() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        for (int i = 1; i <= 3; i++) {
            change(i);
            world.pass(Duration.ofSeconds(1));
        }
        List.copyOf(probe.told).forEach(notice -> notice.receipt().missing());
        world.pass(Duration.ofSeconds(10));
        assertThat(probe.told).hasSize(4);
        assertThat(probe.newest()).isEqualTo(3);
    }

    @Test
    void whoHasGoneIsNotToldAgain() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        probe.isGone = true;
        change(1);
        world.pass(Duration.ofSeconds(1));
        change(2);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told).hasSize(1);
    }

    @Test
    void whoUnsubscribedOrWasForgottenIsNotTold() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        hub.watch(KEY, probe);
        hub.unsubscribe(ORDERS, "", probe);
        change(1);
        hub.forget(probe);
        hub.changed(KEY);
        world.pass(Duration.ofSeconds(1));
        assertThat(probe.told).isEmpty();
    }

    @Test
    void moreThanMayWaitIsRefused() throws Exception {
        CountDownLatch hubIsAtWork = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        WatchSettings one =
                new WatchSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1);
        try (SystemWorld threads = new SystemWorld((_, _) -> {})) {
            Hub small = new Hub(threads, one, PushMeter.fresh());
            Delivery busy =
                    new Delivery() {
                        @Override
                        public boolean offer(Notice notice) {
                            hubIsAtWork.countDown();
                            joined(goOn);
                            return true;
                        }

                        @Override
                        public Subscriber who() {
                            return probe.who();
                        }
                    };
            small.watch(KEY, busy);
            small.changed(KEY);
            hubIsAtWork.await();
            small.watch(KEY, probe);
            assertThatThrownBy(() -> small.watch(KEY, probe))
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining("watch is full (1 waiting)");
            small.forget(probe);
            goOn.countDown();
            await().ignoreExceptionsInstanceOf(FaultException.class)
                    .untilAsserted(
                            () ->
                                    assertThat(small.watchers(KEY).toCompletableFuture().join())
                                            .containsExactly(busy));
        }
    }

    private static void joined(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aChangedConfigurationIsToldAtOnce() {
        hub.watch(KEY, probe);
        hub.changed(KEY);
        assertThat(probe.told).hasSize(1).first().isInstanceOf(Notice.ConfigChanged.class);
    }

    @Test
    void operatorsSeeWhoSubscribes() {
        hub.subscribe(ORDERS, "", probe, HubTest::nothing);
        assertThat(hub.subscriptions(ORDERS).toCompletableFuture().join())
                .containsExactly(new Subscription(probe, ""));
    }

    private static Shared<ServiceView> nothing() {
        return new Shared<>(ServiceView.empty(ORDERS, 0));
    }

    private static Shared<ServiceView> described(long refMillis) {
        Optional<ServiceProfile> plain = Optional.of(ServiceProfile.PLAIN);
        return new Shared<>(new ServiceView(ORDERS, true, plain, List.of(), refMillis));
    }

    private void storm(Duration length) {
        for (long millis = 0; millis < length.toMillis(); millis++) {
            change(millis);
            world.pass(Duration.ofMillis(1));
        }
    }

    private void change(long refMillis) {
        hub.changed(ORDERS, new Shared<>(ServiceView.empty(ORDERS, refMillis)));
    }
}
