package dev.pharos.testkit.contract.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.port.Imaging.StateImage;
import dev.pharos.server.port.Notice;
import dev.pharos.testkit.contract.HeldWorld;
import dev.pharos.testkit.contract.Probe;
import dev.pharos.testkit.contract.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promise of {@code port.Imaging}, which the keepers of {@code state} make to a log. */
@Timeout(60)
final class ImagingContract {
    private static final int SOME = 50;

    private final HeldWorld world = new HeldWorld();
    private final Inside state = Inside.of(world);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatIsPutBackIsReadAsItWas() throws Exception {
        fill();
        Inside other = Inside.of(world);
        Stages.answer(other.keepers().restore(image(state)));
        assertThat(other.shown().configs()).hasSizeGreaterThan(SOME / 2);
        assertThat(other.shown().services()).hasSize(SOME);
        assertThat(other.shown()).isEqualTo(state.shown());
        assertThat(image(other)).isEqualTo(image(state));
    }

    @Test
    void whatIsCommittedLaterGoesOnFromThereTheSameEverywhere() throws Exception {
        fill();
        Inside other = Inside.of(world);
        Stages.answer(other.keepers().restore(image(state)));
        for (int i = 0; i < SOME; i++) {
            ConfigCommand next = Inside.publication(SOME + i, i);
            assertThat(Stages.answer(other.keepers().committed(next)))
                    .isEqualTo(Stages.answer(state.keepers().committed(next)))
                    .isInstanceOf(ConfigOutcome.Done.class);
        }
        assertThat(image(other)).isEqualTo(image(state));
    }

    @Test
    void anImageHasAllThatWasHandedOverBeforeAndNothingElse() throws Exception {
        world.hold();
        var _ =
                CompletableFuture.supplyAsync(
                        () -> state.keepers().committed(Inside.publication(0, 0)), world.tasks());
        await().until(world::isHeld);
        List<CompletionStage<?>> before = new ArrayList<>();
        for (int i = 1; i < SOME; i++) {
            before.add(state.keepers().committed(Inside.publication(i, i)));
        }
        CompletionStage<StateImage> taken = state.keepers().image();
        assertThat(taken.toCompletableFuture()).as("it does not wait for the writer").isNotDone();
        world.release();
        StateImage image = Stages.answer(taken);
        for (CompletionStage<?> command : before) {
            Stages.answer(command);
        }
        assertThat(image.configs().views()).hasSize(SOME);
        assertThat(image.configs().counters().revision()).isEqualTo(SOME);
    }

    @Test
    void anImageNeverChanges() throws Exception {
        fill();
        StateImage image = image(state);
        Inside before = Inside.of(world);
        Stages.answer(before.keepers().restore(image));
        Inside.Shown shown = before.shown();
        for (int i = 0; i < SOME; i++) {
            state.publish(i, 1_000);
            state.persist(Inside.name(i), 9_000);
        }
        Inside after = Inside.of(world);
        Stages.answer(after.keepers().restore(image));
        assertThat(after.shown()).isEqualTo(shown).isNotEqualTo(state.shown());
    }

    @Test
    void whatTheImageDoesNotShowIsGoneAndWhoWatchesHearsWhatDiffers() throws Exception {
        state.publish(1, 1);
        state.publish(2, 2);
        StateImage image = image(state);
        state.publish(2, 20);
        state.publish(3, 3);
        state.persist(Inside.name(1), 80);
        List<Probe> watchers = new ArrayList<>();
        for (int key = 1; key <= 3; key++) {
            Probe watcher = new Probe();
            state.hub().watch(Inside.key(key), watcher);
            watchers.add(watcher);
        }
        Stages.answer(state.keepers().restore(image));
        assertThat(state.keepers().config().find(Inside.key(3))).isEmpty();
        assertThat(state.ports(Inside.name(1))).isEmpty();
        assertThat(image(state)).isEqualTo(image);
        await().untilAsserted(
                        () -> {
                            assertThat(heard(watchers.get(1))).containsExactly(Inside.key(2));
                            assertThat(heard(watchers.get(2))).containsExactly(Inside.key(3));
                        });
        assertThat(heard(watchers.get(0))).as("it is as it was").isEmpty();
    }

    private static List<Object> heard(Probe watcher) {
        return watcher.told().stream()
                .map(Notice.ConfigChanged.class::cast)
                .<Object>map(Notice.ConfigChanged::key)
                .toList();
    }

    /** A bit of everything: new, replaced, removed, with a past. */
    private void fill() throws Exception {
        Stages.answer(
                state.keepers()
                        .committed(
                                new ConfigCommand.CreateNamespace(new Namespace("n"), "N", "", 1)));
        for (int i = 0; i < SOME; i++) {
            state.publish(i, i);
            state.publish(i, i + 1);
            state.persist(Inside.name(i), 80 + i);
            if (i % 3 == 0) {
                Author author = new Author("", "10.0.0.1");
                Stages.answer(
                        state.keepers()
                                .committed(new ConfigCommand.Remove(Inside.key(i), author, i)));
            }
        }
    }

    private static StateImage image(Inside state) throws Exception {
        return Stages.answer(state.keepers().image());
    }
}
