package dev.pharos.testkit.contract.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Picture;
import dev.pharos.server.port.Pictured;
import dev.pharos.testkit.contract.HeldWorld;
import dev.pharos.testkit.contract.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promise of {@code port.Pictured}, which the keeper of the registry makes. */
@Timeout(60)
final class PicturedContract {
    private static final int SOME = 50;
    private static final ServiceName SERVICE = Inside.name(1);
    private static final ClientId CLIENT = ClientId.connection("c1");

    private final HeldWorld world = new HeldWorld();
    private final Inside state = Inside.of(world);
    private final Pictured pictured = state.keepers().registry();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPictureShowsWhatWasAnsweredBeforeAndNotWhatIsDurable() throws Exception {
        for (int i = 1; i <= SOME; i++) {
            register(ClientId.connection("c" + i), Inside.name(i), i);
        }
        state.persist(Inside.name(SOME + 1), 80);
        Picture picture = Stages.answer(pictured.picture());
        assertThat(picture.state().entries()).hasSize(SOME);
        register(CLIENT, SERVICE, 9_000);
        assertThat(ports(picture)).as("it does not change").doesNotContain(9_000).hasSize(SOME);
    }

    @Test
    void everyChangeIsToldAndIsInThePictureThatIsTakenThen() throws Exception {
        AtomicInteger told = new AtomicInteger();
        List<CompletionStage<Picture>> seen = new ArrayList<>();
        Picture begin = Stages.answer(pictured.picture());
        List<Delta> written = new ArrayList<>();
        pictured.onChange(
                writes -> {
                    told.incrementAndGet();
                    written.addAll(writes);
                    seen.add(pictured.picture());
                });
        for (int port = 1; port <= SOME; port++) {
            register(CLIENT, SERVICE, port);
            assertThat(told).hasValue(port);
            assertThat(ports(Stages.answer(seen.getLast()))).containsExactly(port);
            assertThat(ports(begin.after(written))).as("by writes").containsExactly(port);
        }
        register(CLIENT, SERVICE, SOME);
        assertThat(told).as("nothing has changed").hasValue(SOME);
    }

    @Test
    void whatIsPutBackIsShownAsItWasUntilTheGraceIsOver() throws Exception {
        register(CLIENT, SERVICE, 80);
        ServiceView before = state.service(SERVICE).orElseThrow();
        Inside next = restarted();
        assertThat(next.service(SERVICE).orElseThrow().instances()).isEqualTo(before.instances());
        assertThat(next.service(SERVICE).orElseThrow().refMillis())
                .isGreaterThanOrEqualTo(before.refMillis());
        world.leap(Inside.GRACE.minusSeconds(10));
        sweep(next);
        assertThat(next.ports(SERVICE)).containsExactly(80);
        world.leap(Duration.ofSeconds(15));
        sweep(next);
        assertThat(next.ports(SERVICE)).isEmpty();
    }

    @Test
    void whoComesBackStays() throws Exception {
        register(CLIENT, SERVICE, 80);
        register(ClientId.connection("c2"), SERVICE, 81);
        Inside next = restarted();
        ClientId again = ClientId.connection("another id");
        next.register(again, SERVICE, 81, world.steadyMillis());
        assertThat(next.ports(SERVICE)).as("shown once").containsExactly(80, 81);
        world.leap(Inside.GRACE.plusSeconds(5));
        sweep(next);
        assertThat(next.ports(SERVICE)).containsExactly(81);
    }

    @Test
    void aServiceThatIsPersistentByNowTakesNothingBack() throws Exception {
        register(CLIENT, SERVICE, 80);
        Picture picture = Stages.answer(pictured.picture());
        Inside next = Inside.of(world);
        next.persist(SERVICE, 90);
        Stages.answer(next.keepers().registry().restore(picture));
        assertThat(next.ports(SERVICE)).containsExactly(90);
    }

    @Test
    void aFullKeeperIsBusy() throws Exception {
        world.hold();
        var _ =
                CompletableFuture.supplyAsync(
                        () -> state.keepers().registry().submit(registration(1)), world.tasks());
        await().until(world::isHeld);
        List<CompletionStage<?>> taken = new ArrayList<>();
        for (int i = 0; i < Inside.MAILBOX_MAX; i++) {
            taken.add(state.keepers().registry().submit(registration(2)));
        }
        Stages.fails(pictured.picture(), Fault.Busy.class);
        world.release();
        for (CompletionStage<?> each : taken) {
            Stages.answer(each);
        }
        assertThat(ports(Stages.answer(pictured.picture()))).containsExactly(2);
    }

    private static RegistryCommand registration(int port) {
        return new RegistryCommand.Register(
                SERVICE, CLIENT, List.of(Instance.at(SERVICE, "10.0.0.2", port)), false, 0);
    }

    private void register(ClientId client, ServiceName service, int port) throws Exception {
        state.register(client, service, port, world.steadyMillis());
    }

    private Inside restarted() throws Exception {
        Inside next = Inside.of(world);
        Picture picture = Stages.answer(pictured.picture());
        Stages.answer(next.keepers().registry().restore(picture));
        return next;
    }

    private void sweep(Inside inside) throws Exception {
        Stages.answer(
                inside.keepers()
                        .registry()
                        .submit(new RegistryCommand.Sweep(world.steadyMillis())));
    }

    private static List<Integer> ports(Picture picture) {
        return picture.state().entries().stream()
                .flatMap(entry -> entry.value().published().instances().stream())
                .map(Instance::port)
                .toList();
    }
}
