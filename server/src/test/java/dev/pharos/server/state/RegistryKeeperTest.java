package dev.pharos.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand.CreateService;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Picture;
import dev.pharos.core.sync.Replica;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.ManualWorld;
import dev.pharos.server.watch.WatchSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RegistryKeeperTest {
    private static final ServiceName ORDERS = service("public", "g", "orders");

    private final ManualWorld world = new ManualWorld();
    private final RegistryKeeper keeper =
            new RegistryKeeper(
                    world,
                    StateSettings.standard(),
                    new Hub(world, WatchSettings.standard(), PushMeter.fresh()));

    @Test
    void anAnsweredCommandIsSeenByReaders() {
        RegistryOutcome outcome = register(ORDERS, "10.0.0.1");
        assertThat(outcome).isEqualTo(RegistryOutcome.DONE);
        assertThat(keeper.find(ORDERS).orElseThrow().value().instances()).hasSize(1);
    }

    @Test
    void aViewIsSharedUntilSomethingChanges() {
        register(ORDERS, "10.0.0.1");
        var before = keeper.find(ORDERS).orElseThrow();
        register(ORDERS, "10.0.0.1");
        assertThat(keeper.find(ORDERS).orElseThrow()).isSameAs(before);
        register(ORDERS, "10.0.0.2");
        assertThat(keeper.find(ORDERS).orElseThrow()).isNotSameAs(before);
    }

    @Test
    void timeExpiresWhoDoesNotBeat() {
        keeper.start();
        register(ORDERS, "10.0.0.1");
        world.pass(Duration.ofSeconds(17));
        assertThat(instances(ORDERS)).allMatch(instance -> !instance.healthy());
        world.pass(Duration.ofSeconds(15));
        assertThat(instances(ORDERS)).isEmpty();
        world.pass(Duration.ofSeconds(62));
        assertThat(keeper.find(ORDERS)).isEmpty();
    }

    @Test
    void whatNobodyAskedForIsALineWithItsReason() {
        ServiceName service = service("public", "g", "told");
        assertThat(
                        lines(
                                () -> {
                                    keeper.start();
                                    register(service, "10.0.0.1");
                                    world.pass(Duration.ofSeconds(17));
                                    world.pass(Duration.ofSeconds(15));
                                }))
                .filteredOn(line -> line.contains("told"))
                .containsExactly(
                        "unhealthy service=public/g@@told instance=10.0.0.1:80 reason=\"silent\""
                                + " instances=1 healthy=0",
                        "removed service=public/g@@told instance=10.0.0.1:80 reason=\"silent\""
                                + " instances=0 healthy=0");
    }

    @Test
    void whatAnotherNodeSaysIsALineThatNamesIt() {
        keeper.join(new Origin(new NodeId("here"), 1));
        Replica there = new Replica(new Registry(60_000, true));
        there.join(new Origin(new NodeId("there"), 1), 0, 30_000);
        ServiceName service = service("public", "g", "spread");
        ClientId client = ClientId.connection("c");
        List<Instance> one = List.of(Instance.at(service, "10.0.0.1", 80));
        assertThat(
                        lines(
                                () -> {
                                    there.apply(
                                            new RegistryCommand.Register(
                                                    service, client, one, false, 0));
                                    var _ = keeper.receive(there.drain());
                                    there.apply(new RegistryCommand.Disconnect(client, 0));
                                    var _ =
                                            keeper.merge(
                                                    new NodeId("there"),
                                                    there.state(new Versions()));
                                }))
                .filteredOn(line -> line.contains("spread"))
                .containsExactly(
                        "added service=public/g@@spread instance=10.0.0.1:80"
                                + " reason=\"told by node there\" instances=1 healthy=1",
                        "removed service=public/g@@spread instance=10.0.0.1:80"
                                + " reason=\"told by node there\" instances=0 healthy=0");
    }

    private static List<String> lines(Runnable work) {
        Logger logger = (Logger) LoggerFactory.getLogger(RegistryKeeper.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            work.run();
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aClockThatIsSetExpiresNobody() {
        keeper.start();
        register(ORDERS, "10.0.0.1");
        world.setClock(Duration.ofHours(1));
        world.pass(Duration.ofSeconds(14));
        assertThat(instances(ORDERS)).hasSize(1).allMatch(Instance::healthy);
        world.setClock(Duration.ofHours(-1));
        world.pass(Duration.ofSeconds(18));
        assertThat(instances(ORDERS)).isEmpty();
    }

    @Test
    void servicesAreListedByNamespaceInOrder() {
        for (String name : List.of("b", "a", "c")) {
            create(service("x", "g", name));
            create(service("x1", "g", name));
        }
        assertThat(keeper.services(new Namespace("x")))
                .extracting(view -> view.value().name().name())
                .containsExactly("a", "b", "c");
    }

    @Test
    void aPictureIsShownAgainForTheGrace() {
        register(ORDERS, "10.0.0.1");
        world.setClock(Duration.ofHours(1));
        register(ORDERS, "10.0.0.2");
        ServiceView seen = keeper.find(ORDERS).orElseThrow().value();
        Picture picture = keeper.picture().toCompletableFuture().join();
        world.setClock(Duration.ZERO);
        RegistryKeeper next = restored(picture);
        next.start();
        assertThat(next.find(ORDERS).orElseThrow().value()).isEqualTo(seen);
        assertThat(next.refMillis()).isEqualTo(seen.refMillis());
        world.pass(Duration.ofSeconds(29));
        assertThat(next.find(ORDERS).orElseThrow().value().instances()).hasSize(2);
        world.pass(Duration.ofSeconds(3));
        assertThat(next.find(ORDERS).orElseThrow().value().instances()).isEmpty();
    }

    @Test
    void aStartThatTakesLongTakesNothingOffTheGrace() {
        register(ORDERS, "10.0.0.1");
        Instance connected = Instance.at(ORDERS, "10.0.0.2", 80);
        keeper.submit(
                new RegistryCommand.Register(
                        ORDERS, ClientId.connection("c"), List.of(connected), false, 0));
        RegistryKeeper next = restored(keeper.picture().toCompletableFuture().join());
        world.pass(Duration.ofSeconds(25));
        next.start();
        world.pass(Duration.ofSeconds(14));
        ServiceView view = next.find(ORDERS).orElseThrow().value();
        assertThat(view.instances()).hasSize(2).allMatch(Instance::healthy);
        world.pass(Duration.ofSeconds(15));
        assertThat(next.find(ORDERS).orElseThrow().value().instances()).hasSize(2);
        world.pass(Duration.ofSeconds(3));
        assertThat(next.find(ORDERS).orElseThrow().value().instances()).isEmpty();
    }

    private RegistryKeeper restored(Picture picture) {
        RegistryKeeper next =
                new RegistryKeeper(
                        world,
                        StateSettings.standard(),
                        new Hub(world, WatchSettings.standard(), PushMeter.fresh()));
        next.restore(picture).toCompletableFuture().join();
        return next;
    }

    @Test
    void everyChangeIsToldAndNothingElse() {
        int[] told = {0};
        keeper.onChange(_ -> told[0]++);
        register(ORDERS, "10.0.0.1");
        register(ORDERS, "10.0.0.1");
        assertThat(told[0]).isEqualTo(1);
    }

    private void create(ServiceName name) {
        keeper.committed(new CreateService(name, ServiceProfile.PLAIN))
                .toCompletableFuture()
                .join();
    }

    private RegistryOutcome register(ServiceName name, String ip) {
        return keeper.submit(
                        new RegistryCommand.Register(
                                name,
                                ClientId.address(ip, 80, true),
                                List.of(Instance.at(name, ip, 80)),
                                true,
                                world.steadyMillis()))
                .toCompletableFuture()
                .join();
    }

    private List<Instance> instances(ServiceName name) {
        return keeper.find(name).orElseThrow().value().instances();
    }

    private static ServiceName service(String namespace, String group, String name) {
        return new ServiceName(new Namespace(namespace), group, name);
    }
}
