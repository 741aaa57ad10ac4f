package dev.pharos.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.ConfigCommand.CreateNamespace;
import dev.pharos.core.config.ConfigCommand.Expected;
import dev.pharos.core.config.ConfigCommand.Publish;
import dev.pharos.core.config.ConfigCommand.PurgeHistory;
import dev.pharos.core.config.ConfigCommand.Remove;
import dev.pharos.core.config.ConfigCommand.RemoveGray;
import dev.pharos.core.config.HistoryRow.Operation;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConfigBookTest {
    private static final ConfigKey KEY = new ConfigKey(Namespace.PUBLIC, "g", "app.yaml");
    private static final Author ANN = new Author("ann", "10.0.0.1");

    private final ConfigBook book = new ConfigBook();
    private long now;

    @Test
    void whatIsPublishedIsReadWithItsMd5() {
        publish("hello");
        ConfigView.Served served = select(Reader.at("10.0.0.9")).orElseThrow();
        assertThat(served.content().text()).isEqualTo("hello");
        assertThat(served.content().md5()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(book.drainTouched()).containsExactly(KEY);
    }

    @Test
    void compareAndSetNeedsTheContentThatWasRead() {
        publish("one");
        String one = Content.of("one", "text", "").md5();
        assertThat(publishIf("two", one)).isInstanceOf(ConfigOutcome.Done.class);
        assertThat(publishIf("three", one))
                .isInstanceOfSatisfying(
                        ConfigOutcome.Refused.class,
                        refused ->
                                assertThat(refused.fault())
                                        .isEqualTo(
                                                new Fault.Conflict(
                                                        KEY,
                                                        one,
                                                        Content.of("two", "text", "").md5())));
        assertThat(select(Reader.at("")).orElseThrow().content().text()).isEqualTo("two");
    }

    @Test
    void compareAndSetOfWhatIsNotThereCreatesIt() {
        assertThat(publishIf("one", "0".repeat(32))).isInstanceOf(ConfigOutcome.Done.class);
    }

    @Test
    void whatIsExpectedAlwaysIsExpectedWhenNothingIsThereToo() {
        Expected one = new Expected(Content.of("one", "text", "").md5(), true);
        assertThat(publishIf("two", one)).isInstanceOf(ConfigOutcome.Refused.class);
        assertThat(book.view(KEY)).isEmpty();
        assertThat(publishIf("one", Expected.NOTHING)).isInstanceOf(ConfigOutcome.Done.class);
        assertThat(publishIf("two", Expected.NOTHING)).isInstanceOf(ConfigOutcome.Refused.class);
        assertThat(publishIf("two", one)).isInstanceOf(ConfigOutcome.Done.class);
    }

    @Test
    void appAndTagsStayWhenNotSaidAndTheRestGoes() {
        Description all =
                new Description(
                        Optional.of("shop"),
                        Optional.of(List.of("a")),
                        Optional.of("d"),
                        Optional.of("u"),
                        Optional.of("e"),
                        Optional.of("s"));
        publish("one", all, Optional.empty());
        publish("two");
        Description now = view().formal().orElseThrow().description();
        assertThat(now.app()).contains("shop");
        assertThat(now.tags()).contains(List.of("a"));
        assertThat(now.desc().or(now::use).or(now::effect).or(now::schema)).isEmpty();
    }

    @Test
    void anUnknownTypeIsText() {
        assertThat(Content.of("x", "json", "").type()).isEqualTo("json");
        assertThat(Content.of("x", "JSON", "").type()).isEqualTo("text");
        assertThat(Content.of("x", "", "").type()).isEqualTo("text");
    }

    @Test
    void betaWinsOverTagAndTagOverTheRest() {
        publish("formal");
        publish("tagged", Description.NONE, Optional.of(new Gray.Tag("t1")));
        publish("beta", Description.NONE, Optional.of(new Gray.Beta("10.0.0.1,10.0.0.2")));
        Optional<String> t1 = Optional.of("t1");
        assertThat(text(new Reader("10.0.0.2", t1, false))).contains("beta");
        assertThat(text(new Reader("10.0.0.3", t1, true))).contains("tagged");
        assertThat(text(new Reader("10.0.0.3", Optional.of("t2"), false))).contains("formal");
        assertThat(text(new Reader("10.0.0.3", Optional.of("t2"), true))).isEmpty();
        assertThat(text(Reader.at("10.0.0.3"))).contains("formal");
    }

    @Test
    void removingTheFormalVersionLeavesGrayOnes() {
        publish("formal");
        publish("tagged", Description.NONE, Optional.of(new Gray.Tag("t1")));
        book.apply(new Remove(KEY, ANN, ++now));
        assertThat(text(Reader.at(""))).isEmpty();
        assertThat(text(new Reader("", Optional.of("t1"), true))).contains("tagged");
        book.apply(new RemoveGray(KEY, Gray.Tag.nameOf("t1"), ANN, ++now));
        assertThat(book.view(KEY)).isEmpty();
        assertThat(book.apply(new RemoveGray(KEY, "tag_t1", ANN, ++now)))
                .isInstanceOf(ConfigOutcome.Refused.class);
    }

    @Test
    void historyTellsWhatARollbackRestores() {
        publish("one");
        publish("two");
        publish("three");
        book.apply(new Remove(KEY, ANN, ++now));
        assertThat(book.history(KEY))
                .extracting(HistoryRow::operation)
                .containsExactly(
                        Operation.DELETE, Operation.UPDATE, Operation.UPDATE, Operation.INSERT);
        List<HistoryRow.Whole> recorded = book.drainPast().recorded();
        assertThat(recorded)
                .extracting(whole -> whole.body().content().text())
                .containsExactly("one", "one", "two", "three");
        assertThat(book.history(KEY).reversed())
                .isEqualTo(recorded.stream().map(HistoryRow.Whole::row).toList());
        assertThat(book.drainPast().isEmpty()).isTrue();
    }

    @Test
    void purgingKeepsTheNewestAndTheYoung() {
        for (int i = 0; i < 10; i++) {
            publish("v" + i);
        }
        book.apply(new PurgeHistory(4, 100, ++now));
        assertThat(book.history(KEY)).hasSize(7);
        book.apply(new PurgeHistory(0, 3, ++now));
        assertThat(book.history(KEY)).hasSize(3);
        book.apply(new PurgeHistory(1_000, 3, ++now));
        assertThat(book.history(KEY)).isEmpty();
        assertThat(text(Reader.at(""))).contains("v9");
    }

    @Test
    void theRevisionRisesWithEachChangeOnly() {
        publish("one");
        long first = view().revision();
        publishIf("two", "not the md5");
        assertThat(view().revision()).isEqualTo(first);
        publish("two");
        assertThat(view().revision()).isEqualTo(first + 1);
    }

    @Test
    void aNamespaceIsCreatedOnce() {
        Namespace dev = new Namespace("dev");
        assertThat(book.apply(new CreateNamespace(dev, "dev", "", 1)))
                .isInstanceOf(ConfigOutcome.Done.class);
        assertThat(book.apply(new CreateNamespace(dev, "dev", "", 2)))
                .isInstanceOf(ConfigOutcome.Refused.class);
        assertThat(book.namespaces()).extracting(NamespaceProfile::namespace).containsExactly(dev);
    }

    private void publish(String text) {
        publish(text, Description.NONE, Optional.empty());
    }

    private void publish(String text, Description description, Optional<Gray.Rule> gray) {
        book.apply(
                new Publish(
                        KEY,
                        Content.of(text, "text", ""),
                        description,
                        gray,
                        Optional.empty(),
                        ANN,
                        ++now));
    }

    private ConfigOutcome publishIf(String text, String md5) {
        return publishIf(text, new Expected(md5, false));
    }

    private ConfigOutcome publishIf(String text, Expected expected) {
        return book.apply(
                new Publish(
                        KEY,
                        Content.of(text, "text", ""),
                        Description.NONE,
                        Optional.empty(),
                        Optional.of(expected),
                        ANN,
                        ++now));
    }

    private ConfigView view() {
        return book.view(KEY).orElseThrow();
    }

    private Optional<ConfigView.Served> select(Reader reader) {
        return book.view(KEY).flatMap(view -> view.select(reader));
    }

    private Optional<String> text(Reader reader) {
        return select(reader).map(served -> served.content().text());
    }

    @Test
    void ofACapacityOnlyWhatIsSaidChanges() {
        Capacity.Subject group = new Capacity.Subject(Capacity.Kind.GROUP, "g");
        book.apply(new ConfigCommand.LimitCapacity(group, quota(5), 1));
        book.apply(
                new ConfigCommand.LimitCapacity(
                        group,
                        new Capacity.Change(
                                Optional.empty(),
                                Optional.of(7),
                                Optional.empty(),
                                Optional.empty()),
                        2));
        assertThat(book.capacities()).isEqualTo(Map.of(group, new Capacity(5, 7, 10_000, 1024)));
    }

    private static Capacity.Change quota(int quota) {
        return new Capacity.Change(
                Optional.of(quota), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
