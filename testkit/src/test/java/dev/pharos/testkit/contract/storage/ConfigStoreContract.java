package dev.pharos.testkit.contract.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigBook.PastChange;
import dev.pharos.core.config.Configuration.Stamp;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.cluster.raft.history.HistoryFiles;
import dev.pharos.server.port.ConfigStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.ConfigStore}; every store is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(ConfigStoreContract.Kind.class)
@Timeout(60)
final class ConfigStoreContract {
    private static final int MANY = 2_000;

    enum Kind {
        MEMORY,
        FILES;

        ConfigStore open(Path folder) throws IOException {
            return switch (this) {
                case MEMORY -> new MemoryStore();
                case FILES -> HistoryFiles.open(folder.resolve("history"), 1 << 15);
            };
        }
    }

    private final Kind kind;
    private ConfigStore store;

    ConfigStoreContract(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        store = kind.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsSavedIsLoaded() {
        Description told =
                new Description(
                        Optional.of("app"),
                        Optional.of(List.of("t1", "t2")),
                        Optional.of("desc"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("s".repeat(30_000)));
        List<HistoryRow.Whole> rows =
                List.of(
                        whole(1, "", Description.NONE),
                        whole(2, "zwölf Boxkämpfer \uD83E\uDD8A", told),
                        whole(3, "x".repeat(3 << 20), Description.NONE),
                        whole(4, "after the large one", Description.NONE));
        store.save(new PastChange(rows, List.of()));
        for (HistoryRow.Whole row : rows) {
            assertThat(store.load(row.row().number())).contains(row.body());
        }
    }

    @Test
    void whatIsNotSavedIsAbsent() {
        assertThat(store.load(1)).isEmpty();
        store.save(new PastChange(List.of(whole(5)), List.of()));
        assertThat(store.load(4)).isEmpty();
        assertThat(store.load(6)).isEmpty();
        assertThat(store.load(-1)).isEmpty();
        assertThat(store.load(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void whatIsForgottenTakesNothingElseAlong() {
        for (long number = 1; number <= MANY; number++) {
            List<HistoryRow> old = number > 10 && number % 7 != 0 ? row(number - 10) : List.of();
            store.save(new PastChange(List.of(whole(number)), old));
        }
        for (long number = 1; number <= MANY; number++) {
            boolean kept = number > MANY - 10 || (number + 10) % 7 == 0;
            if (kept) {
                assertThat(store.load(number)).as("%s", number).contains(whole(number).body());
            }
        }
    }

    @Test
    void aRowMayComeAndGoInOneChange() {
        store.save(new PastChange(List.of(whole(1), whole(2)), row(1)));
        assertThat(store.load(2)).contains(whole(2).body());
        store.save(new PastChange(List.of(), row(2)));
        store.save(new PastChange(List.of(whole(3)), List.of()));
        assertThat(store.load(3)).contains(whole(3).body());
    }

    @Test
    void readersSeeAWholeBodyOrNone() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Void>> readers =
                LongStream.range(0, 3)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> readUntil(done)))
                        .toList();
        try {
            for (long number = 1; number <= MANY; number++) {
                List<HistoryRow> old = number > 3 ? row(number - 3) : List.of();
                store.save(new PastChange(List.of(whole(number)), old));
                assertThat(store.load(number)).contains(whole(number).body());
            }
        } finally {
            done.set(true);
        }
        for (CompletableFuture<Void> reader : readers) {
            reader.get(30, TimeUnit.SECONDS);
        }
    }

    private void readUntil(AtomicBoolean done) {
        while (!done.get()) {
            for (long number = 1; number <= MANY && !done.get(); number++) {
                HistoryRow.Body expected = whole(number).body();
                store.load(number).ifPresent(body -> assertThat(body).isEqualTo(expected));
            }
        }
    }

    private static List<HistoryRow> row(long number) {
        return List.of(whole(number).row());
    }

    private static HistoryRow.Whole whole(long number) {
        return whole(number, "said at " + number, Description.NONE);
    }

    private static HistoryRow.Whole whole(long number, String text, Description description) {
        HistoryRow.Body body =
                new HistoryRow.Body(
                        new ConfigKey(Namespace.PUBLIC, "g", "d" + number),
                        Content.of(text, "yaml", "key"),
                        description);
        Stamp stamp = new Stamp(new Author("ann", "10.0.0.1"), number);
        HistoryRow row =
                new HistoryRow(
                        number,
                        body.key(),
                        HistoryRow.Operation.UPDATE,
                        body.content().md5(),
                        body.content().type(),
                        body.size(),
                        description,
                        Optional.empty(),
                        stamp,
                        stamp);
        return new HistoryRow.Whole(row, body);
    }
}
