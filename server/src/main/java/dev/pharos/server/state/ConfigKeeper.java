package dev.pharos.server.state;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.ConfigBook.PastChange;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Gray;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.config.NamespaceProfile;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.port.ConfigStore;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.Filled;
import dev.pharos.server.watch.Hub;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of configurations and namespaces: applies what the log has committed, saves
 * what the past has become, publishes new views to readers and to the hub, and then answers.
 *
 * <p>Thread: commands come in the log's order; views are read from any thread, without a lock.
 */
public final class ConfigKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigKeeper.class);

    private final ConfigBook book = new ConfigBook();
    private final Hub hub;
    private final ConfigStore store;
    private final Mailbox mailbox;
    private final Views<ConfigKey, ConfigView> views = new Views<>();
    private final Map<ConfigKey, List<HistoryRow>> history = new ConcurrentHashMap<>();
    private volatile long revision;
    private final Map<Long, ConfigKey> ids = new ConcurrentHashMap<>();
    private volatile List<NamespaceProfile> namespaces = List.of();
    private volatile long bytes;
    private volatile long historyBytes;
    private volatile long historySize;
    private volatile Map<Capacity.Subject, Capacity> capacities = Map.of();
    private volatile boolean telling = true;
    private volatile Filled filled = Filled.ALWAYS;

    public ConfigKeeper(World world, StateSettings settings, Hub hub, ConfigStore store) {
        this.hub = hub;
        this.store = store;
        this.mailbox =
                new Mailbox("config", settings.mailboxMax(), world.loop("config"), this::publish);
    }

    /** Whether watchers and the log file hear of changes from now on, as they do at first. */
    void tell(boolean changes) {
        telling = changes;
        if (changes) {
            LOG.info(
                    "{} configurations, {} with a past, {} namespaces",
                    views.all().size(),
                    history.size(),
                    namespaces.size());
        }
    }

    /** What is here may not be all that there is, for as long as this says so. */
    void fills(Filled how) {
        filled = how;
    }

    Optional<Fault> lack() {
        return filled.lack();
    }

    /** Fails: as {@link Filled} says, thrown, while what is here may not be all that there is. */
    public void requireFilled() {
        filled.require();
    }

    /** A command that the log has committed. */
    public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
        return mailbox.deliver(() -> book.apply(command));
    }

    /** What is committed within becomes one batch. */
    void together(Runnable commits) {
        mailbox.together(commits);
    }

    /** All of it, after what was committed until now. */
    CompletionStage<ConfigBook.Image> image() {
        return mailbox.deliver(book::image);
    }

    /** Becomes what the image shows. */
    CompletionStage<Long> restore(ConfigBook.Image image) {
        return mailbox.deliver(
                () -> {
                    book.restore(image);
                    return image.counters().revision();
                });
    }

    /**
     * What is found among configurations and their past. Fails: thrown, when nothing is, and it may
     * only be missing here.
     */
    public <T> Optional<T> known(Supplier<Optional<T>> search) {
        return filled.known(search);
    }

    /** Whether it is not here, and may only be missing here. */
    public boolean mayBeElsewhere(ConfigKey key) {
        return filled.doubt().isPresent() && find(key).isEmpty();
    }

    /** The configuration as it is here now; absent when neither it nor a gray version is. */
    public Optional<Shared<ConfigView>> find(ConfigKey key) {
        return views.find(key);
    }

    /** The configuration whose formal version has this id. */
    public Optional<Shared<ConfigView>> find(long id) {
        return Optional.ofNullable(ids.get(id)).flatMap(this::find);
    }

    /** The configurations of a namespace, in the order of group and data id. */
    public Collection<Shared<ConfigView>> configs(Namespace namespace) {
        return views.between(
                new ConfigKey(namespace, "", ""),
                new ConfigKey(new Namespace(namespace.id() + '\0'), "", ""));
    }

    /** All configurations, in the order of namespace, group and data id. */
    public Collection<Shared<ConfigView>> configs() {
        return views.all();
    }

    /** The past of a configuration, newest first. */
    public List<HistoryRow> history(ConfigKey key) {
        return history.getOrDefault(key, List.of());
    }

    /** A row of the past with its body. Fails and blocks as {@link ConfigStore#load}. */
    public Optional<HistoryRow.Whole> past(long number) {
        return store.load(number).flatMap(body -> whole(number, body));
    }

    private Optional<HistoryRow.Whole> whole(long number, HistoryRow.Body body) {
        return history(body.key()).stream()
                .filter(row -> row.number() == number) // else it is forgotten, but still there
                .findFirst()
                .map(row -> new HistoryRow.Whole(row, body));
    }

    /** How much all takes in memory but the past. */
    public long bytes() {
        return bytes;
    }

    /** How much the rows of the past take in memory. */
    public long historyBytes() {
        return historyBytes;
    }

    /** That of the newest change; 0 before the first. */
    public long revision() {
        return revision;
    }

    /** How much the bodies of the past take, wherever they are. */
    public long historySize() {
        return historySize;
    }

    /** The namespaces that somebody created, by id. */
    public List<NamespaceProfile> namespaces() {
        return namespaces;
    }

    /** How much a group or a namespace is meant to hold. */
    public Capacity capacity(Capacity.Subject subject) {
        return capacities.getOrDefault(subject, Capacity.STANDARD);
    }

    private void publish() {
        PastChange past = book.drainPast();
        if (!past.isEmpty()) {
            store.save(past);
        }
        revision = book.revision();
        namespaces = book.namespaces();
        bytes = book.bytes();
        historyBytes = book.historyBytes();
        historySize = book.historySize();
        capacities = book.capacities();
        book.drainTouched().forEach(this::publish);
        if (telling) {
            past.recorded().stream().map(HistoryRow.Whole::row).forEach(this::log);
        }
    }

    private void publish(ConfigKey key) {
        Optional<ConfigView> before = find(key).map(Shared::value);
        Optional<Shared<ConfigView>> view = book.view(key).map(Shared::new);
        views.set(key, view);
        publishHistory(key);
        formalId(before).ifPresent(ids::remove);
        formalId(view.map(Shared::value)).ifPresent(id -> ids.put(id, key));
        if (telling && !before.equals(view.map(Shared::value))) {
            hub.changed(key);
        }
    }

    private static Optional<Long> formalId(Optional<ConfigView> view) {
        return view.flatMap(ConfigView::formal).map(Configuration::id);
    }

    /**
     * A change, and who has made it, on every node. Of several in a batch, all say the last md5.
     */
    private void log(HistoryRow row) {
        String gray = row.gray().map(Gray.Rule::name).orElse("");
        Optional<ConfigView> view = find(row.key()).map(Shared::value);
        String now =
                gray.isEmpty()
                        ? view.flatMap(ConfigView::formal).map(c -> c.content().md5()).orElse("-")
                        : view.flatMap(v -> v.gray(gray)).map(g -> g.content().md5()).orElse("-");
        Author author = row.by().author();
        LOG.info(
                "{} config={}{} md5={} was={} by={}{}",
                row.operation() == HistoryRow.Operation.DELETE ? "removed" : "published",
                row.key(),
                gray.isEmpty() ? "" : " gray=" + gray,
                now,
                row.operation() == HistoryRow.Operation.INSERT ? "-" : row.md5(),
                author.ip(),
                author.user().isEmpty() ? "" : " user=" + author.user());
    }

    private void publishHistory(ConfigKey key) {
        List<HistoryRow> rows = book.history(key);
        if (rows.isEmpty()) {
            history.remove(key);
        } else {
            history.put(key, rows);
        }
    }
}
