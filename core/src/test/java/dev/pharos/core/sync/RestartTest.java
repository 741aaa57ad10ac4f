package dev.pharos.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryCommand.Sweep;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand.CreateService;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceView;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shown of an ephemeral half that only a picture is left of. */
final class RestartTest {
    private static final ServiceName ORDERS = new ServiceName(Namespace.PUBLIC, "g", "orders");
    private static final ClientId OLD = ClientId.connection("old");
    private static final ClientId NEW = ClientId.connection("new");
    private static final ClientId BEATING = ClientId.address("10.0.0.9", 80, true);
    private static final long GRACE = 30_000;
    private static final long START = 1_000_000;

    private final Registry before = new Registry(60_000, true);
    private final Registry after = new Registry(60_000, true);

    @Test
    void whatWasThereIsShown() {
        restart(published(OLD, "a", "b"), beating("10.0.0.9"));
        assertThat(ips()).containsExactly("10.0.0.9", "a", "b");
    }

    @Test
    void whoDoesNotComeBackGoesAfterTheGrace() {
        restart(published(OLD, "a"));
        after.apply(new Sweep(START + GRACE - 1));
        assertThat(ips()).containsExactly("a");
        after.apply(new Sweep(START + GRACE));
        assertThat(ips()).isEmpty();
    }

    @Test
    void whoComesBackByAnotherConnectionStays() {
        restart(published(OLD, "a"));
        after.apply(published(NEW, "a"));
        after.apply(new Sweep(START + GRACE));
        assertThat(ips()).containsExactly("a");
    }

    @Test
    void whoHasComeBackCanGo() {
        restart(published(OLD, "a"));
        after.apply(published(NEW, "a"));
        after.apply(new Deregister(ORDERS, NEW, START));
        assertThat(ips()).isEmpty();
    }

    @Test
    void aConnectionThatComesBackWithFewerLeavesTheRestToTheGrace() {
        restart(published(OLD, "a", "b"));
        after.apply(published(NEW, "a"));
        assertThat(ips()).containsExactly("a", "b");
        after.apply(new Disconnect(NEW, START));
        assertThat(ips()).containsExactly("b");
        after.apply(new Sweep(START + GRACE));
        assertThat(ips()).isEmpty();
    }

    @Test
    void aConnectionWithdrawsWhatItsPredecessorLeft() {
        restart(published(OLD, "a", "b"));
        Instance.Address left = Instance.at(ORDERS, "a", 80).address();
        after.apply(new Deregister(ORDERS, NEW, List.of(left), START));
        assertThat(ips()).containsExactly("b");
    }

    @Test
    void whatIsConfirmedNobodyElseWithdraws() {
        restart(published(OLD, "a"));
        after.apply(published(NEW, "a"));
        Instance.Address left = Instance.at(ORDERS, "a", 80).address();
        after.apply(new Deregister(ORDERS, ClientId.connection("x"), List.of(left), START));
        assertThat(ips()).containsExactly("a");
    }

    @Test
    void anAddressThatBeatsStaysAndItsClockBeginsAnew() {
        restart(beating("10.0.0.9"));
        assertThat(after.apply(new Renew(ORDERS, BEATING, START + 10_000)))
                .isEqualTo(RegistryOutcome.DONE);
        after.apply(new Sweep(START + 40_000));
        assertThat(ips()).containsExactly("10.0.0.9");
        after.apply(new Sweep(START + 40_001));
        assertThat(ips()).isEmpty();
    }

    @Test
    void anAddressThatWouldExpireEarlierStaysForTheGrace() {
        Instance fast =
                Instance.at(ORDERS, "10.0.0.9", 80)
                        .withMetadata(
                                Map.of(
                                        "preserved.heart.beat.timeout", "1000",
                                        "preserved.ip.delete.timeout", "2000"));
        restart(new Register(ORDERS, BEATING, List.of(fast), true, 0));
        after.apply(new Sweep(START + GRACE - 1));
        assertThat(shown()).singleElement().matches(instance -> !instance.healthy());
        after.apply(new Sweep(START + GRACE));
        assertThat(shown()).isEmpty();
    }

    @Test
    void anAddressThatBeatsRarelyKeepsItsOwnPatience() {
        Instance slow =
                Instance.at(ORDERS, "10.0.0.9", 80)
                        .withMetadata(Map.of("preserved.ip.delete.timeout", "600000"));
        restart(new Register(ORDERS, BEATING, List.of(slow), true, 0));
        after.apply(new Sweep(START + GRACE));
        assertThat(shown()).hasSize(1);
        after.apply(new Sweep(START + 600_001));
        assertThat(shown()).isEmpty();
    }

    @Test
    void anAddressIsWithdrawnByItself() {
        restart(beating("10.0.0.9"));
        after.apply(new Deregister(ORDERS, BEATING, START));
        assertThat(ips()).isEmpty();
    }

    @Test
    void healthIsAsItWas() {
        before.apply(beating("10.0.0.9"));
        before.apply(new Sweep(20_000));
        new Replica(after).restore(new Replica(before).picture(), START, GRACE);
        assertThat(shown()).singleElement().matches(instance -> !instance.healthy());
        after.apply(new Renew(ORDERS, BEATING, START));
        assertThat(shown()).singleElement().matches(Instance::healthy);
    }

    @Test
    void theNewestOfAnAddressIsStillTheNewest() {
        Instance heavy = Instance.at(ORDERS, "a", 80).withWeight(2);
        ClientId other = ClientId.connection("a client before it in order");
        restart(
                published(OLD, "a"),
                new Register(ORDERS, other, List.of(heavy), false, 0),
                published(ClientId.connection("z"), "b"));
        assertThat(shown()).contains(heavy);
    }

    @Test
    void aServiceThatHasBecomePersistentTakesNothingBack() {
        after.apply(new CreateService(ORDERS, ServiceProfile.PLAIN));
        restart(published(OLD, "a"));
        assertThat(ips()).isEmpty();
    }

    @Test
    void timeDoesNotGoBack() {
        before.apply(published(OLD, "a"));
        before.view(ORDERS, 5_000);
        new Replica(after).restore(new Replica(before).picture(), START, GRACE);
        assertThat(after.view(ORDERS, 4_000).orElseThrow().refMillis()).isEqualTo(5_000);
    }

    @Test
    void whatIsShownAgainIsToldAndInTheNextPicture() {
        restart(published(OLD, "a"), beating("10.0.0.9"));
        assertThat(after.drainTouched()).containsExactly(ORDERS);
        assertThat(after.picture()).isEqualTo(before.picture());
        assertThat(after.bytes()).isEqualTo(before.bytes());
    }

    private void restart(Register... registered) {
        Stream.of(registered).forEach(before::apply);
        new Replica(after).restore(new Replica(before).picture(), START, GRACE);
    }

    private static Register published(ClientId connection, String... ips) {
        return new Register(
                ORDERS,
                connection,
                Stream.of(ips).map(ip -> Instance.at(ORDERS, ip, 80)).toList(),
                false,
                0);
    }

    private static Register beating(String ip) {
        return new Register(
                ORDERS,
                ClientId.address(ip, 80, true),
                List.of(Instance.at(ORDERS, ip, 80)),
                true,
                0);
    }

    private List<String> ips() {
        return shown().stream().map(Instance::ip).sorted().toList();
    }

    private List<Instance> shown() {
        return after.view(ORDERS, 0).map(ServiceView::instances).orElse(List.of());
    }
}
