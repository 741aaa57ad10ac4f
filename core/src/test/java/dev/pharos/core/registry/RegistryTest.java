package dev.pharos.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryCommand.Sweep;
import dev.pharos.core.registry.ServiceCommand.Amend;
import dev.pharos.core.registry.ServiceCommand.CreateService;
import dev.pharos.core.registry.ServiceCommand.ForgetAmendments;
import dev.pharos.core.registry.ServiceCommand.Persist;
import dev.pharos.core.registry.ServiceCommand.RemoveService;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RegistryTest {
    private static final ServiceName ORDERS =
            new ServiceName(Namespace.PUBLIC, ServiceName.DEFAULT_GROUP, "orders");
    private static final Instance ONE = Instance.at(ORDERS, "10.0.0.1", 80);
    private static final Instance TWO = Instance.at(ORDERS, "10.0.0.2", 80);
    private static final ClientId LINE = ClientId.connection("1_127.0.0.1_5000");

    private static final Amendment DISABLED =
            new Amendment(Optional.of(false), Optional.empty(), new TreeMap<>());
    private static final Amendment HEAVY =
            new Amendment(Optional.empty(), Optional.of(9.0), new TreeMap<>());

    private final Registry registry = new Registry(60_000, true);

    @Test
    void anAddressThatRegistersIsShown() {
        register(ONE, 0);
        assertThat(instances()).containsExactly(ONE);
        assertThat(registry.drainTouched()).containsExactly(ORDERS);
    }

    @Test
    void registeringTheSameAgainTouchesNothing() {
        register(ONE, 0);
        registry.drainTouched();
        register(ONE, 1);
        assertThat(registry.drainTouched()).isEmpty();
    }

    @Test
    void aSecondRegistrationOfAConnectionReplacesTheFirst() {
        apply(new Register(ORDERS, LINE, List.of(ONE), false, 0));
        apply(new Register(ORDERS, LINE, List.of(TWO), false, 0));
        assertThat(instances()).containsExactly(TWO);
    }

    @Test
    void theNewestOfTwoConnectionsIsShownAndTheOtherOneComesBack() {
        ClientId other = ClientId.connection("2_127.0.0.1_5001");
        Instance heavier = ONE.withWeight(2);
        apply(new Register(ORDERS, LINE, List.of(ONE), false, 0));
        apply(new Register(ORDERS, other, List.of(heavier), false, 0));
        assertThat(instances()).containsExactly(heavier);
        apply(new Disconnect(other, 1));
        assertThat(instances()).containsExactly(ONE);
    }

    @Test
    void aConnectionThatEndsTakesItsInstancesWithIt() {
        apply(new Register(ORDERS, LINE, List.of(ONE, TWO), false, 0));
        apply(new Disconnect(LINE, 1));
        assertThat(instances()).isEmpty();
        assertThat(apply(new Disconnect(LINE, 2))).isEqualTo(RegistryOutcome.DONE);
    }

    @Test
    void ofTwoKindsThatPassEachOtherTheDurableOneStays() {
        apply(new Register(ORDERS, LINE, List.of(ONE), false, 0));
        Instance durable =
                new Instance(
                        TWO.ip(), 80, "DEFAULT", 1, true, true, false, new TreeMap<>(), "durable");

        registry.apply(new Persist(ORDERS, durable));

        assertThat(instances()).containsExactly(durable);
        assertThat(apply(new Register(ORDERS, LINE, List.of(ONE), false, 1)))
                .isInstanceOf(RegistryOutcome.Refused.class);
        assertThat(apply(new Disconnect(LINE, 2))).isEqualTo(RegistryOutcome.DONE);
        assertThat(instances()).containsExactly(durable);
    }

    @Test
    void whereSilentInstancesAreKeptTheyOnlyTurnUnhealthy() {
        Registry keeping = new Registry(60_000, false);
        ClientId client = ClientId.address(ONE.ip(), ONE.port(), true);
        keeping.apply(new Register(ORDERS, client, List.of(ONE), true, 0));

        keeping.apply(new Sweep(40_000));

        assertThat(keeping.view(ORDERS, 40_000).orElseThrow().instances())
                .singleElement()
                .matches(instance -> !instance.healthy());
    }

    @Test
    void nobodyIsSilentWhoCouldNotBeHeard() {
        register(ONE, 0);

        registry.startClocks(40_000);
        apply(new Sweep(54_000));
        assertThat(instances()).containsExactly(ONE);

        apply(new Sweep(80_000));
        assertThat(instances()).isEmpty();
    }

    @Test
    void withdrawingWhatIsUnknownIsNoFault() {
        assertThat(apply(new Deregister(ORDERS, LINE, 0))).isEqualTo(RegistryOutcome.DONE);
    }

    @Test
    void anAddressThatStopsBeatingIsUnhealthyThenGoneAndABeatHealsIt() {
        register(ONE, 0);
        apply(new Sweep(15_001));
        assertThat(instances()).containsExactly(ONE.withHealthy(false));
        apply(new Renew(ORDERS, address(ONE), 15_002));
        assertThat(instances()).containsExactly(ONE);
        apply(new Sweep(45_003));
        assertThat(instances()).isEmpty();
        assertThat(apply(new Renew(ORDERS, address(ONE), 45_004)))
                .isInstanceOf(RegistryOutcome.Refused.class);
    }

    @Test
    void aConnectionNeedNotBeat() {
        apply(new Register(ORDERS, LINE, List.of(ONE), false, 0));
        apply(new Sweep(1_000_000));
        assertThat(instances()).containsExactly(ONE);
    }

    @Test
    void anEmptyServiceIsForgottenAfterAWhileUnlessSomebodyCreatedIt() {
        ServiceName made = new ServiceName(Namespace.PUBLIC, "g", "made");
        registry.apply(new CreateService(made, ServiceProfile.PLAIN));
        register(ONE, 0);
        apply(new Deregister(ORDERS, address(ONE), 1));
        apply(new Sweep(1));
        apply(new Sweep(60_000));
        assertThat(registry.view(ORDERS, 0)).isPresent();
        apply(new Sweep(60_002));
        assertThat(registry.view(ORDERS, 0)).isEmpty();
        assertThat(registry.view(made, 0)).isPresent();
    }

    @Test
    void whatAnOperatorDisabledStaysDisabledWhenItRegistersAgain() {
        register(ONE, 0);
        Amendment disabled = new Amendment(Optional.of(false), Optional.of(1.0), new TreeMap<>());
        registry.apply(new Amend(ORDERS, List.of(ONE.address()), disabled));
        apply(new Deregister(ORDERS, address(ONE), 1));
        apply(new Sweep(500_000));
        register(ONE, 500_001);
        assertThat(instances()).containsExactly(ONE.withEnabled(false));
    }

    @Test
    void whatAnOperatorDisabledStaysDisabledWhenItsServiceWasRemoved() {
        register(ONE, 0);
        register(TWO, 0);
        amend(ONE, DISABLED);
        amend(TWO, HEAVY);
        apply(new Deregister(ORDERS, address(ONE), 1));
        apply(new Deregister(ORDERS, address(TWO), 1));
        registry.apply(new RemoveService(ORDERS));
        assertThat(registry.view(ORDERS, 0)).isEmpty();
        apply(new Sweep(500_000));
        assertThat(registry.view(ORDERS, 0)).isEmpty();

        Registry restarted = new Registry(60_000, true);
        restarted.restore(registry.image());
        assertThat(restarted.view(ORDERS, 0)).isEmpty();
        for (Registry each : List.of(registry, restarted)) {
            for (Instance one : List.of(ONE, TWO)) {
                each.apply(new Register(ORDERS, address(one), List.of(one), true, 500_001));
            }
            assertThat(each.view(ORDERS, 0).orElseThrow().instances())
                    .containsExactly(ONE.withEnabled(false), TWO);
        }
        amend(ONE, new Amendment(Optional.of(true), Optional.empty(), new TreeMap<>()));
        assertThat(instances()).containsExactly(ONE, TWO);
    }

    @Test
    void aPersistentServiceTakesNoEphemeralInstance() {
        registry.apply(new Persist(ORDERS, ONE));
        RegistryOutcome outcome = register(TWO, 0);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RegistryOutcome.Refused.class,
                        refused -> assertThat(refused.fault()).isInstanceOf(Fault.Clash.class));
        assertThat(instances()).containsExactly(ONE);
    }

    @Test
    void aServiceInUseIsNotRemoved() {
        registry.apply(new Persist(ORDERS, ONE));
        assertThat(registry.apply(new RemoveService(ORDERS)))
                .isInstanceOf(RegistryOutcome.Refused.class);
        assertThat(instances()).containsExactly(ONE);
    }

    @Test
    void theTimeOfViewsNeverGoesBack() {
        register(ONE, 0);
        long before = registry.view(ORDERS, 1_000).orElseThrow().refMillis();
        assertThat(registry.view(ORDERS, 10).orElseThrow().refMillis()).isEqualTo(before);
    }

    @Test
    void whatIsLaidOverAddressesThatNobodyUsesIsForgottenInTheEnd() {
        Amendment.Patience patience = new Amendment.Patience(1000, 100, 10);
        amend(ONE, DISABLED);
        amend(TWO, DISABLED);
        register(TWO, 0);
        assertThat(registry.forgettable(patience, 0)).isEmpty();
        assertThat(registry.forgettable(patience, 1000)).isEmpty();

        List<ForgetAmendments> over = registry.forgettable(patience, 1001);
        assertThat(over).hasSize(1);
        assertThat(over.getFirst().seen()).containsOnlyKeys(ONE.address());
        registry.apply(over.getFirst());
        register(ONE, 1002);
        assertThat(instances()).contains(ONE, TWO.withEnabled(false));
    }

    @Test
    void whatWasLaidAnewIsNotForgotten() {
        amend(ONE, DISABLED);
        registry.forgettable(new Amendment.Patience(10, 10, 10), 0);
        ForgetAmendments late =
                registry.forgettable(new Amendment.Patience(10, 10, 10), 11).getFirst();
        amend(ONE, HEAVY);
        registry.apply(late);
        register(ONE, 12);
        assertThat(instances()).containsExactly(ONE.withWeight(9));
    }

    @Test
    void anAddressThatWasUsedWaitsAnew() {
        Amendment.Patience patience = new Amendment.Patience(1000, 100, 10);
        amend(ONE, DISABLED);
        registry.forgettable(patience, 0);
        register(ONE, 900);
        apply(new Deregister(ORDERS, address(ONE), 901));
        assertThat(registry.forgettable(patience, 1500)).isEmpty();
        assertThat(registry.forgettable(patience, 2501)).hasSize(1);
    }

    @Test
    void beyondACountThoseThatDisableNothingGoFirstAndNoneBeforeItsGrace() {
        Amendment.Patience patience = new Amendment.Patience(10_000, 100, 2);
        Instance three = Instance.at(ORDERS, "10.0.0.3", 80);
        amend(ONE, DISABLED);
        registry.forgettable(patience, 0);
        amend(TWO, HEAVY);
        amend(three, DISABLED);
        assertThat(registry.forgettable(patience, 50)).isEmpty();
        assertThat(registry.forgettable(patience, 151).getFirst().seen())
                .containsOnlyKeys(TWO.address());
    }

    private void amend(Instance instance, Amendment amendment) {
        registry.apply(new Amend(ORDERS, List.of(instance.address()), amendment));
    }

    private RegistryOutcome register(Instance instance, long atMillis) {
        return apply(new Register(ORDERS, address(instance), List.of(instance), true, atMillis));
    }

    private RegistryOutcome apply(RegistryCommand command) {
        return registry.apply(command);
    }

    private List<Instance> instances() {
        return registry.view(ORDERS, 0).map(ServiceView::instances).orElse(List.of());
    }

    private static ClientId address(Instance instance) {
        return ClientId.address(instance.ip(), instance.port(), true);
    }
}
