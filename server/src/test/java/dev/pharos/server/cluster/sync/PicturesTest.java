package dev.pharos.server.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Picture;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.port.Pictured;
import dev.pharos.server.watch.ManualWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PicturesTest {
    private static final Duration PAUSE = Duration.ofMillis(200);

    @TempDir private Path folder;
    private final ManualWorld world = new ManualWorld();
    private final Half half = new Half();
    private Path file;

    /** An ephemeral half that shows how often it was looked at. */
    private static final class Half implements Pictured {
        private final List<Picture> restored = new ArrayList<>();
        private Consumer<List<Delta>> told = _ -> {};
        private Picture now = new Picture(new State(new Versions(), List.of(), Set.of(), 0), 0);
        private CompletableFuture<Void> looked = CompletableFuture.completedFuture(null);
        private final AtomicInteger pictures = new AtomicInteger();

        @Override
        public CompletionStage<Picture> picture() {
            pictures.incrementAndGet();
            Picture seen = now;
            return looked.thenApply(_ -> seen);
        }

        /** From now on nobody is shown anything until this is completed. */
        CompletableFuture<Void> hold() {
            looked = new CompletableFuture<>();
            return looked;
        }

        @Override
        public CompletionStage<Void> restore(Picture picture) {
            restored.add(picture);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onChange(Consumer<List<Delta>> listener) {
            this.told = listener;
        }

        void change(long refMillis) {
            now = new Picture(PictureFileTest.SOME.state(), refMillis);
            told.accept(List.of());
        }

        /** What this node has written, which no picture shows yet. */
        void write(Entry entry) {
            told.accept(List.of(new Delta.Put(entry)));
        }
    }

    @BeforeEach
    void place() {
        file = folder.resolve("instances");
    }

    @Test
    void aChangeIsInTheFileAtOnceAndThoseSoonAfterItTogether() throws IOException {
        Pictures.start(world, file, half);
        half.change(1);
        world.pass(Duration.ZERO);
        assertThat(written()).isEqualTo(1);
        half.change(2);
        half.change(3);
        world.pass(PAUSE.minusMillis(1));
        assertThat(written()).isEqualTo(1);
        world.pass(Duration.ofMillis(1));
        assertThat(written()).isEqualTo(3);
        assertThat(half.pictures).hasValue(2);
    }

    /** Killed within the pause. */
    @Test
    void whatThisNodeWritesIsPutBackAlsoWhenNoPictureShowsItYet() throws IOException {
        Pictures.start(world, file, half);
        half.change(1);
        half.write(PictureFileTest.ONE);
        half.write(PictureFileTest.OTHER);
        assertThat(half.pictures).as("taken in the first moment").hasValue(1);

        Half next = new Half();
        Pictures.start(world, file, next);

        assertThat(next.restored)
                .singleElement()
                .satisfies(
                        picture ->
                                assertThat(picture.state().entries())
                                        .contains(PictureFileTest.ONE, PictureFileTest.OTHER)
                                        .containsAll(PictureFileTest.SOME.state().entries()));
        next.write(PictureFileTest.ONE);
        world.pass(PAUSE);
        try (var names = Files.list(folder)) {
            assertThat(names).as("a picture has taken the place of all").hasSize(1);
        }
    }

    @Test
    void nothingIsWrittenWhileNothingChanges() throws IOException {
        Pictures.start(world, file, half);
        world.pass(Duration.ofSeconds(10));
        assertThat(file).doesNotExist();
        half.change(1);
        world.pass(Duration.ofSeconds(10));
        assertThat(half.pictures).hasValue(1);
    }

    @Test
    void theEndWritesWhatChangedLastAndNothingAfterIt() throws IOException {
        Pictures pictures = Pictures.start(world, file, half);
        half.change(1);
        world.pass(Duration.ZERO);
        half.change(2);
        pictures.close();
        assertThat(written()).isEqualTo(2);
        half.change(3);
        world.pass(Duration.ofSeconds(10));
        assertThat(written()).isEqualTo(2);
    }

    /** The process ends when the end has returned, and with it whoever still writes. */
    @Test
    void theEndWaitsForAWritingUnderWay() throws Exception {
        Pictures pictures = Pictures.start(world, file, half);
        CompletableFuture<Void> look = half.hold();
        Thread writing = Thread.ofPlatform().start(() -> half.change(1));
        await().until(() -> half.pictures.get() == 1);
        Thread ending = Thread.ofPlatform().start(pictures::close);
        await().until(
                        () ->
                                ending.getState() == Thread.State.BLOCKED
                                        || ending.getState() == Thread.State.TERMINATED);
        assertThat(ending.isAlive()).as("the end waits").isTrue();
        look.complete(null);
        ending.join();
        assertThat(written()).isEqualTo(1);
        writing.join();
        assertThat(half.pictures).hasValue(1);
    }

    @Test
    void whatTheFileShowsIsPutBack() throws IOException {
        new PictureFile(file).write(PictureFileTest.SOME);
        Pictures.start(world, file, half);
        assertThat(half.restored).containsExactly(PictureFileTest.SOME);
    }

    @Test
    void whatCannotBeReadIsLeftOutAndReplaced() throws IOException {
        Files.writeString(file, "no picture");
        Pictures.start(world, file, half);
        assertThat(half.restored).isEmpty();
        half.change(1);
        world.pass(Duration.ZERO);
        assertThat(written()).isEqualTo(1);
    }

    @Test
    void whatCannotBeWrittenIsTriedAgain() throws IOException {
        Path missing = folder.resolve("missing").resolve("instances");
        Pictures.start(world, missing, half);
        half.change(1);
        world.pass(Duration.ofSeconds(3));
        Files.createDirectories(missing.getParent());
        world.pass(PAUSE);
        assertThat(new PictureFile(missing).read()).isPresent();
    }

    private long written() throws IOException {
        return new PictureFile(file).read().orElseThrow().refMillis();
    }
}
