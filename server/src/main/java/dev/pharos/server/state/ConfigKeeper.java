package dev.pharos.server.state;

import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.config.NamespaceProfile;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.watch.Hub;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of configurations and namespaces: applies what the log has committed, publishes
 * new views to readers and to the hub, and then answers.
 *
 * <p>Thread: commands come in the log's order; views are read from any thread, without a lock.
 */
public final class ConfigKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigKeeper.class);

    private final ConfigBook book = new ConfigBook();
    private final Hub hub;
    private final Mailbox mailbox;
    private final Views<ConfigKey, ConfigView> views = new Views<>();
    private final ConcurrentNavigableMap<ConfigKey, List<HistoryRow>> history =
            new ConcurrentSkipListMap<>();
    private volatile long revision;
    private volatile List<NamespaceProfile> namespaces = List.of();
    private volatile long bytes;
    private volatile long historyBytes;
    private volatile Map<Capacity.Subject, Capacity> capacities = Map.of();
    private volatile boolean telling = true;

    public ConfigKeeper(World world, StateSettings settings, Hub hub) {
        this.hub = hub;
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

    /** A command that the log has committed. */
    public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
        return mailbox.deliver(() -> book.apply(command));
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

    /** The configuration as it is now; absent when neither it nor a gray version exists. */
    public Optional<Shared<ConfigView>> find(ConfigKey key) {
        return views.find(key);
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

    /** The past of every configuration, each newest first. */
    public Collection<List<HistoryRow>> history() {
        return history.values();
    }

    /** How much all takes in memory but the past. */
    public long bytes() {
        return bytes;
    }

    /** How much the past takes in memory. */
    public long historyBytes() {
        return historyBytes;
    }

    /** That of the newest change; 0 before the first. */
    public long revision() {
        return revision;
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
        revision = book.revision();
        namespaces = book.namespaces();
        bytes = book.bytes();
        historyBytes = book.historyBytes();
        capacities = book.capacities();
        book.drainTouched().forEach(this::publish);
    }

    private void publish(ConfigKey key) {
        Optional<ConfigView> before = find(key).map(Shared::value);
        Optional<Shared<ConfigView>> view = book.view(key).map(Shared::new);
        views.set(key, view);
        publishHistory(key);
        if (telling && !before.equals(view.map(Shared::value))) {
            hub.changed(key);
            log(key, view.map(Shared::value));
        }
    }

    private static void log(ConfigKey key, Optional<ConfigView> now) {
        if (now.isEmpty()) {
            LOG.info("removed config={}", key);
        } else {
            LOG.info(
                    "published config={} md5={} grays={} revision={}",
                    key,
                    now.get().formal().map(config -> config.content().md5()).orElse("-"),
                    now.get().grays().size(),
                    now.get().revision());
        }
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
