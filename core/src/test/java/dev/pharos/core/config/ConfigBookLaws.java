package dev.pharos.core.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.ConfigCommand.Publish;
import dev.pharos.core.config.ConfigCommand.PurgeHistory;
import dev.pharos.core.config.ConfigCommand.Remove;
import dev.pharos.core.config.ConfigCommand.RemoveGray;
import dev.pharos.core.config.ConfigCommand.TrimHistory;
import dev.pharos.core.law.Seeds;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Properties over random commands; {@code -Dseed=} repeats a failure. */
final class ConfigBookLaws {
    private static final int COMMANDS = 50;
    private static final Author SOMEBODY = new Author("", "10.0.0.1");

    @Test
    void applyIsDeterministic() {
        Seeds.each(
                random -> {
                    List<ConfigCommand> commands = commands(random);
                    assertThat(picture(run(commands))).isEqualTo(picture(run(commands)));
                });
    }

    /** Of writers that all read the same content, exactly one gets through. */
    @Test
    void ofManyThatComparedTheSameOneSets() {
        Seeds.each(
                random -> {
                    ConfigBook book = run(commands(random));
                    ConfigKey key = key(random.nextInt(2));
                    book.apply(publish(key, "base", Optional.empty(), Optional.empty()));
                    Optional<String> read =
                            Optional.of(book.view(key).orElseThrow().md5(Reader.at("")));
                    int through = 0;
                    for (int writer = 0; writer < 5; writer++) {
                        ConfigOutcome outcome =
                                book.apply(publish(key, "w" + writer, Optional.empty(), read));
                        through += outcome instanceof ConfigOutcome.Done ? 1 : 0;
                    }
                    assertThat(through).isEqualTo(1);
                });
    }

    @Test
    void historyNumbersFallFromTheNewest() {
        Seeds.each(
                random -> {
                    ConfigBook book = run(commands(random));
                    for (int i = 0; i < 2; i++) {
                        List<Long> numbers =
                                book.history(key(i)).stream().map(HistoryRow::number).toList();
                        assertThat(numbers).isSortedAccordingTo((a, b) -> Long.compare(b, a));
                        assertThat(numbers).doesNotHaveDuplicates();
                    }
                });
    }

    @Test
    void whatIsRemovedTakesNoMemory() {
        Seeds.each(
                random -> {
                    ConfigBook book = run(commands(random));
                    for (int i = 0; i < 2; i++) {
                        book.apply(new Remove(key(i), SOMEBODY, 0));
                        book.apply(new RemoveGray(key(i), "tag_t", SOMEBODY, 0));
                    }
                    assertThat(book.bytes()).isZero();
                    assertThat(book.historyBytes()).isPositive();
                    book.apply(new PurgeHistory(Long.MAX_VALUE, 0, 0));
                    assertThat(book.historyBytes()).isZero();
                    assertThat(book.historySize()).isZero();
                });
    }

    @Test
    void ofAPastThatIsTooLargeTheOldestOfAllGoes() {
        Seeds.each(
                random -> {
                    ConfigBook book = run(commands(random));
                    NavigableSet<Long> before = numbers(book);
                    long kept = random.nextLong(book.historyBytes() + 1);
                    long keptSize = random.nextLong(book.historySize() + 1);
                    book.apply(new TrimHistory(kept, keptSize, 0));
                    NavigableSet<Long> after = numbers(book);
                    assertThat(book.historyBytes()).isLessThanOrEqualTo(kept);
                    assertThat(book.historySize()).isLessThanOrEqualTo(keptSize);
                    assertThat(after)
                            .isEqualTo(
                                    after.isEmpty() ? after : before.tailSet(after.first(), true));
                });
    }

    @Test
    void thePastTakesWhatItsRowsTake() {
        Seeds.each(
                random -> {
                    ConfigBook book = run(commands(random));
                    long sum = 0;
                    long size = 0;
                    for (int i = 0; i < 2; i++) {
                        sum += book.history(key(i)).stream().mapToLong(HistoryRow::bytes).sum();
                        size += book.history(key(i)).stream().mapToLong(HistoryRow::size).sum();
                    }
                    assertThat(book.historyBytes()).isEqualTo(sum);
                    assertThat(book.historySize()).isEqualTo(size);
                });
    }

    /**
     * Whoever keeps what is recorded until it is forgotten has a body for each row, and no more.
     */
    @Test
    void bodiesAreHandedOnOnceAndForgottenWithTheirRows() {
        Seeds.each(
                random -> {
                    ConfigBook book = new ConfigBook();
                    SortedMap<Long, HistoryRow.Body> kept = new TreeMap<>();
                    for (ConfigCommand command : commands(random)) {
                        book.apply(command);
                        if (random.nextBoolean()) {
                            keep(book.drainPast(), kept);
                        }
                    }
                    keep(book.drainPast(), kept);
                    assertThat(kept.keySet()).isEqualTo(numbers(book));
                    for (int i = 0; i < 2; i++) {
                        for (HistoryRow row : book.history(key(i))) {
                            HistoryRow.Body body = requireNonNull(kept.get(row.number()));
                            assertThat(body.key()).isEqualTo(row.key());
                            assertThat(body.content().md5()).isEqualTo(row.md5());
                            assertThat(body.size()).isEqualTo(row.size());
                        }
                    }
                });
    }

    private static void keep(ConfigBook.PastChange change, SortedMap<Long, HistoryRow.Body> kept) {
        change.recorded()
                .forEach(
                        whole -> assertThat(kept.put(whole.row().number(), whole.body())).isNull());
        change.forgotten().forEach(row -> assertThat(kept.remove(row.number())).isNotNull());
    }

    private static NavigableSet<Long> numbers(ConfigBook book) {
        NavigableSet<Long> numbers = new TreeSet<>();
        for (int i = 0; i < 2; i++) {
            book.history(key(i)).forEach(row -> numbers.add(row.number()));
        }
        return numbers;
    }

    private static ConfigBook run(List<ConfigCommand> commands) {
        ConfigBook book = new ConfigBook();
        commands.forEach(book::apply);
        return book;
    }

    private static List<Object> picture(ConfigBook book) {
        List<Object> picture = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            picture.add(book.view(key(i)));
            picture.add(book.history(key(i)));
        }
        return picture;
    }

    private static List<ConfigCommand> commands(Random random) {
        List<ConfigCommand> commands = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            commands.add(command(random, i));
        }
        return commands;
    }

    private static ConfigCommand command(Random random, long at) {
        ConfigKey key = key(random.nextInt(2));
        String text = "v" + random.nextInt(3);
        return switch (random.nextInt(6)) {
            case 0, 1 -> publish(key, text, Optional.empty(), Optional.empty());
            case 2 ->
                    publish(
                            key,
                            text,
                            Optional.empty(),
                            Optional.of(Content.of("v0", "text", "").md5()));
            case 3 -> publish(key, text, Optional.of(new Gray.Tag("t")), Optional.empty());
            case 4 ->
                    random.nextBoolean()
                            ? new Remove(key, SOMEBODY, at)
                            : new RemoveGray(key, "tag_t", SOMEBODY, at);
            default ->
                    random.nextBoolean()
                            ? new PurgeHistory(at - 20, 5, at)
                            : new TrimHistory(random.nextInt(9000), random.nextInt(5000), at);
        };
    }

    private static Publish publish(
            ConfigKey key, String text, Optional<Gray.Rule> gray, Optional<String> expected) {
        return new Publish(
                key,
                Content.of(text, "text", ""),
                Description.NONE,
                gray,
                expected.map(md5 -> new ConfigCommand.Expected(md5, false)),
                SOMEBODY,
                0);
    }

    private static ConfigKey key(int i) {
        return new ConfigKey(Namespace.PUBLIC, "g", "k" + i);
    }
}
