package dev.pharos.server.state;

import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.config.NamespaceProfile;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.watch.Hub;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The single writer of configurations and namespaces: applies what the log has committed, publishes
 * new views to readers and to the hub, and then answers.
 *
 * <p>Thread: commands come in the log's order; views are read from any thread, without a lock.
 */
public final class ConfigKeeper {
    private final ConfigBook book = new ConfigBook();
    private final Hub hub;
    private final Mailbox<Work> mailbox;
    private final Map<ConfigKey, Shared<ConfigView>> views = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<ConfigKey, Shared<ConfigView>> ordered =
            new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<ConfigKey, List<HistoryRow>> history =
            new ConcurrentSkipListMap<>();
    private volatile List<NamespaceProfile> namespaces = List.of();
    private volatile Map<Capacity.Subject, Capacity> capacities = Map.of();

    private record Work(ConfigCommand command, CompletableFuture<ConfigOutcome> reply) {}

    public ConfigKeeper(World world, StateSettings settings, Hub hub) {
        this.hub = hub;
        this.mailbox =
                new Mailbox<>("config", settings.mailboxMax(), world.loop("config"), this::apply);
    }

    /** A command that the log has committed. */
    public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
        CompletableFuture<ConfigOutcome> reply = new CompletableFuture<>();
        try {
            mailbox.post(new Work(command, reply));
        } catch (FaultException full) {
            reply.completeExceptionally(full);
        }
        return reply;
    }

    /** The configuration as it is now; absent when neither it nor a gray version exists. */
    public Optional<Shared<ConfigView>> find(ConfigKey key) {
        return Optional.ofNullable(views.get(key));
    }

    /** The configurations of a namespace, in the order of group and data id. */
    public Collection<Shared<ConfigView>> configs(Namespace namespace) {
        return ordered.subMap(
                        new ConfigKey(namespace, "", ""),
                        new ConfigKey(new Namespace(namespace.id() + '\0'), "", ""))
                .values();
    }

    /** All configurations, in the order of namespace, group and data id. */
    public Collection<Shared<ConfigView>> configs() {
        return ordered.values();
    }

    /** The past of a configuration, newest first. */
    public List<HistoryRow> history(ConfigKey key) {
        return history.getOrDefault(key, List.of());
    }

    /** The past of every configuration, each newest first. */
    public Collection<List<HistoryRow>> history() {
        return history.values();
    }

    /** The namespaces that somebody created, by id. */
    public List<NamespaceProfile> namespaces() {
        return namespaces;
    }

    /** How much a group or a namespace is meant to hold. */
    public Capacity capacity(Capacity.Subject subject) {
        return capacities.getOrDefault(subject, Capacity.STANDARD);
    }

    private void apply(List<Work> batch) {
        ConfigOutcome[] outcomes = new ConfigOutcome[batch.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = book.apply(batch.get(i).command());
        }
        namespaces = book.namespaces();
        capacities = book.capacities();
        for (ConfigKey key : book.drainTouched()) {
            publish(key);
        }
        for (int i = 0; i < outcomes.length; i++) {
            batch.get(i).reply().complete(outcomes[i]);
        }
    }

    private void publish(ConfigKey key) {
        Optional<ConfigView> before = find(key).map(Shared::value);
        Optional<Shared<ConfigView>> view = book.view(key).map(Shared::new);
        if (view.isPresent()) {
            views.put(key, view.get());
            ordered.put(key, view.get());
        } else {
            views.remove(key);
            ordered.remove(key);
        }
        publishHistory(key);
        if (!before.equals(view.map(Shared::value))) {
            hub.changed(key);
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
