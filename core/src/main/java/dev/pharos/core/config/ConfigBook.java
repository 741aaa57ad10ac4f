package dev.pharos.core.config;

import dev.pharos.core.config.ConfigCommand.CreateNamespace;
import dev.pharos.core.config.ConfigCommand.LimitCapacity;
import dev.pharos.core.config.ConfigCommand.Publish;
import dev.pharos.core.config.ConfigCommand.PurgeHistory;
import dev.pharos.core.config.ConfigCommand.Remove;
import dev.pharos.core.config.ConfigCommand.RemoveGray;
import dev.pharos.core.config.ConfigCommand.RemoveNamespace;
import dev.pharos.core.config.ConfigCommand.TrimHistory;
import dev.pharos.core.config.ConfigCommand.UpdateNamespace;
import dev.pharos.core.config.Configuration.Stamp;
import dev.pharos.core.config.HistoryRow.Operation;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.size.Size;
import dev.pharos.core.size.Sized;
import dev.pharos.core.size.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All configurations, their history and the namespaces. A keeper applies committed commands to it,
 * one at a time, and then asks which configurations were touched and what they look like now.
 *
 * <p>Limit: {@value History#ROWS_MAX} history rows of each configuration; {@link PurgeHistory} and
 * {@link TrimHistory} keep fewer.
 */
public final class ConfigBook {
    private final Tally tally = new Tally();
    private final Sized<ConfigKey, ConfigView> views =
            new Sized<>(tally, (key, view) -> Size.NODE + Size.of(key.toString()) + view.bytes());
    private final Sized<Namespace, NamespaceProfile> namespaces =
            new Sized<>(tally, (_, profile) -> profile.bytes());
    private final History history = new History();
    private final TreeSet<ConfigKey> touched = new TreeSet<>();
    private SortedMap<Capacity.Subject, Capacity> capacities = Collections.emptySortedMap();
    private long revision;
    private long lastId;

    /**
     * All that a book keeps, at one moment: what a snapshot holds of it.
     *
     * @param history the rows of each configuration newest first, configurations in order; their
     *     bodies are no part of it
     */
    public record Image(
            Counters counters,
            List<ConfigView> views,
            List<HistoryRow> history,
            List<NamespaceProfile> namespaces,
            SortedMap<Capacity.Subject, Capacity> capacities) {

        /**
         * What rises and never comes again.
         *
         * @param revision changes until now
         * @param id the last one given to a configuration or a gray version
         * @param row the last one given to a history row
         */
        public record Counters(long revision, long id, long row) {}

        public Image {
            views = List.copyOf(views);
            history = List.copyOf(history);
            namespaces = List.copyOf(namespaces);
            capacities = Collections.unmodifiableSortedMap(new TreeMap<>(capacities));
        }
    }

    /**
     * What has become of the past. A row may be in both lists, for it may have come and gone.
     *
     * @param recorded what is new, the oldest first, with the bodies, which the book does not keep
     * @param forgotten rows that are no more
     */
    public record PastChange(List<HistoryRow.Whole> recorded, List<HistoryRow> forgotten) {
        public PastChange {
            recorded = List.copyOf(recorded);
            forgotten = List.copyOf(forgotten);
        }

        public boolean isEmpty() {
            return recorded.isEmpty() && forgotten.isEmpty();
        }
    }

    public ConfigOutcome apply(ConfigCommand command) {
        return switch (command) {
            case Publish publish -> publish(publish);
            case Remove remove -> remove(remove);
            case RemoveGray remove -> removeGray(remove);
            case PurgeHistory purge -> {
                touched.addAll(history.purge(purge.beforeMillis(), purge.keepMax()));
                yield done();
            }
            case TrimHistory trim -> {
                touched.addAll(history.trim(trim.keepBytes(), trim.keepSize()));
                yield done();
            }
            case LimitCapacity limit -> limit(limit);
            case CreateNamespace create -> create(create);
            case UpdateNamespace update -> update(update);
            case RemoveNamespace remove -> {
                namespaces.remove(remove.namespace());
                yield done();
            }
        };
    }

    /** All of it, as it is now. */
    public Image image() {
        return new Image(
                new Image.Counters(revision, lastId, history.lastNumber()),
                List.copyOf(views.values()),
                history.all(),
                namespaces(),
                new TreeMap<>(capacities));
    }

    /** Becomes what the image shows; every configuration counts as touched. */
    public void restore(Image image) {
        touched.addAll(views.keySet());
        touched.addAll(history.keys());
        views.clear();
        namespaces.clear();
        capacities.keySet().forEach(subject -> tally.add(-subject.bytes()));
        image.views().forEach(view -> views.put(view.key(), view));
        history.restore(image.history(), image.counters().row());
        image.namespaces().forEach(profile -> namespaces.put(profile.namespace(), profile));
        capacities = image.capacities();
        capacities.keySet().forEach(subject -> tally.add(subject.bytes()));
        revision = image.counters().revision();
        lastId = image.counters().id();
        touched.addAll(views.keySet());
        touched.addAll(history.keys());
    }

    /** The configurations that commands have changed since this was last asked. */
    public List<ConfigKey> drainTouched() {
        List<ConfigKey> keys = List.copyOf(touched);
        touched.clear();
        return keys;
    }

    /** What has become of the past since this was last asked; bodies are handed on only here. */
    public PastChange drainPast() {
        return history.drain();
    }

    /** How a configuration looks now; absent when neither it nor a gray version exists. */
    public Optional<ConfigView> view(ConfigKey key) {
        return Optional.ofNullable(views.get(key));
    }

    /** The past of a configuration, newest first. */
    public List<HistoryRow> history(ConfigKey key) {
        return history.of(key);
    }

    /** How much all takes in memory but the past. */
    public long bytes() {
        return tally.bytes();
    }

    /** How much the rows of the past take in memory. */
    public long historyBytes() {
        return history.bytes();
    }

    /** That of the newest change; 0 before the first. */
    public long revision() {
        return revision;
    }

    /** How much the bodies of the past take, wherever they are. */
    public long historySize() {
        return history.size();
    }

    /** The namespaces that somebody created, by id. */
    public List<NamespaceProfile> namespaces() {
        return List.copyOf(namespaces.values());
    }

    /** What somebody has said of how much may be held. */
    public Map<Capacity.Subject, Capacity> capacities() {
        return capacities;
    }

    private ConfigOutcome limit(LimitCapacity limit) {
        SortedMap<Capacity.Subject, Capacity> now = new TreeMap<>(capacities);
        if (!now.containsKey(limit.subject())) {
            tally.add(limit.bytes());
        }
        Capacity before = now.getOrDefault(limit.subject(), Capacity.STANDARD);
        now.put(limit.subject(), limit.change().of(before));
        capacities = Collections.unmodifiableSortedMap(now);
        return done();
    }

    private ConfigOutcome publish(Publish publish) {
        ConfigView before = viewOf(publish.key());
        String found =
                publish.gray()
                        .map(rule -> before.gray(rule.name()).map(Gray::content))
                        .orElseGet(() -> before.formal().map(Configuration::content))
                        .map(Content::md5)
                        .orElse(Content.NO_MD5);
        Optional<ConfigCommand.Expected> expected = publish.expected();
        if (expected.isPresent() && !expected.get().holds(found)) {
            return refused(new Fault.Conflict(publish.key(), expected.get().md5(), found));
        }
        if (publish.gray().isPresent()) {
            publishGray(before, publish, publish.gray().get());
        } else {
            publishFormal(before, publish);
        }
        return done();
    }

    private void publishFormal(ConfigView before, Publish publish) {
        Stamp now = new Stamp(publish.author(), publish.atMillis());
        Optional<Configuration> old = before.formal();
        Description description =
                publish.description()
                        .after(old.map(Configuration::description).orElse(Description.NONE));
        Configuration fresh =
                new Configuration(
                        publish.key(),
                        old.map(Configuration::id).orElseGet(() -> ++lastId),
                        publish.content(),
                        description,
                        old.map(Configuration::created).orElse(now),
                        now);
        set(publish.key(), Optional.of(fresh), before.grays());
        record(old.isPresent() ? Operation.UPDATE : Operation.INSERT, old.orElse(fresh), now);
    }

    private void publishGray(ConfigView before, Publish publish, Gray.Rule rule) {
        Stamp now = new Stamp(publish.author(), publish.atMillis());
        Optional<Gray> old = before.gray(rule.name());
        Gray fresh =
                new Gray(
                        rule,
                        old.map(Gray::id).orElseGet(() -> ++lastId),
                        publish.content(),
                        publish.description().app().orElse(old.map(Gray::app).orElse("")),
                        old.map(Gray::created).orElse(now),
                        now);
        List<Gray> grays = without(before.grays(), rule.name());
        grays.add(fresh);
        set(publish.key(), before.formal(), grays);
        record(
                old.isPresent() ? Operation.UPDATE : Operation.INSERT,
                publish.key(),
                old.orElse(fresh),
                now);
    }

    private ConfigOutcome remove(Remove remove) {
        ConfigView before = viewOf(remove.key());
        if (before.formal().isPresent()) {
            set(remove.key(), Optional.empty(), before.grays());
            Stamp now = new Stamp(remove.author(), remove.atMillis());
            record(Operation.DELETE, before.formal().get(), now);
        }
        return done();
    }

    private ConfigOutcome removeGray(RemoveGray remove) {
        ConfigView before = viewOf(remove.key());
        Optional<Gray> old = before.gray(remove.name());
        if (old.isEmpty()) {
            return refused(
                    new Fault.NotFound(
                            "gray version " + remove.name() + " of", remove.key().toString()));
        }
        set(remove.key(), before.formal(), without(before.grays(), remove.name()));
        Stamp now = new Stamp(remove.author(), remove.atMillis());
        record(Operation.DELETE, remove.key(), old.get(), now);
        return done();
    }

    private ConfigOutcome create(CreateNamespace create) {
        Namespace namespace = create.namespace();
        if (namespace.isPublic() || namespaces.containsKey(namespace)) {
            return refused(new Fault.Clash("namespace", namespace.id(), "it exists already"));
        }
        long at = create.atMillis();
        namespaces.put(
                namespace, new NamespaceProfile(namespace, create.name(), create.desc(), at, at));
        return done();
    }

    private ConfigOutcome update(UpdateNamespace update) {
        NamespaceProfile old = namespaces.get(update.namespace());
        if (old == null) {
            return refused(new Fault.NotFound("namespace", update.namespace().id()));
        }
        namespaces.put(
                update.namespace(),
                new NamespaceProfile(
                        update.namespace(),
                        update.name(),
                        update.desc(),
                        old.createdMillis(),
                        update.atMillis()));
        return done();
    }

    private ConfigView viewOf(ConfigKey key) {
        return views.orElse(key, new ConfigView(key, Optional.empty(), List.of(), revision));
    }

    private void set(ConfigKey key, Optional<Configuration> formal, List<Gray> grays) {
        touched.add(key);
        if (formal.isEmpty() && grays.isEmpty()) {
            views.remove(key);
        } else {
            views.put(key, new ConfigView(key, formal, grays, revision + 1));
        }
    }

    private void record(Operation operation, Configuration told, Stamp by) {
        HistoryRow.Body body = new HistoryRow.Body(told.key(), told.content(), told.description());
        record(operation, body, Optional.empty(), told.modified(), by);
    }

    private void record(Operation operation, ConfigKey key, Gray told, Stamp by) {
        HistoryRow.Body body = new HistoryRow.Body(key, told.content(), Description.NONE);
        record(operation, body, Optional.of(told.rule()), told.modified(), by);
    }

    private void record(
            Operation operation,
            HistoryRow.Body body,
            Optional<Gray.Rule> gray,
            Stamp published,
            Stamp by) {
        HistoryRow row =
                new HistoryRow(
                        history.nextNumber(),
                        body.key(),
                        operation,
                        body.content().md5(),
                        body.content().type(),
                        body.size(),
                        body.description().brief(),
                        gray,
                        published,
                        by);
        history.record(new HistoryRow.Whole(row, body));
    }

    private static List<Gray> without(List<Gray> grays, String name) {
        List<Gray> others = new ArrayList<>(grays);
        others.removeIf(gray -> gray.rule().name().equals(name));
        return others;
    }

    private ConfigOutcome done() {
        return new ConfigOutcome.Done(++revision);
    }

    private static ConfigOutcome refused(Fault fault) {
        return new ConfigOutcome.Refused(fault);
    }
}
