package dev.pharos.server.app;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand.Publish;
import dev.pharos.core.config.ConfigCommand.PurgeHistory;
import dev.pharos.core.config.ConfigCommand.Remove;
import dev.pharos.core.config.ConfigCommand.RemoveGray;
import dev.pharos.core.config.ConfigRules;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Gray;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.config.Reader;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.Stages;
import dev.pharos.server.port.World;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.watch.Hub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Publishing, reading, removing and listening to configurations, whichever way the request came:
 * the only place that asks whether the caller may, whether it is within limits, and what time it
 * is.
 *
 * <p>Fails: every stage with {@code FaultException}; and what is only read, thrown, while this node
 * cannot know of all that there is. Thread: any; never blocks, but for {@link #past}.
 */
public final class ConfigService {
    private final World world;
    private final ConfigRules rules;
    private final ConfigWrites writes;
    private final ConfigKeeper keeper;
    private final Hub hub;

    public ConfigService(
            World world, ConfigRules rules, ConfigWrites writes, ConfigKeeper keeper, Hub hub) {
        this.world = world;
        this.rules = rules;
        this.writes = writes;
        this.keeper = keeper;
        this.hub = hub;
    }

    /** Publishes for everybody, or for those whom a gray rule picks. */
    public CompletionStage<Void> publish(Caller caller, ConfigDraft draft) {
        Optional<Fault> fault =
                rules.key(draft.key())
                        .or(() -> rules.content(draft.text()))
                        .or(() -> draft.gray().flatMap(rule -> check(draft.key(), rule)))
                        .or(() -> rules.description(draft.description()));
        if (fault.isPresent()) {
            return Outcomes.refused(fault.get());
        }
        String user = draft.user().isEmpty() ? caller.user() : draft.user();
        return writes.append(
                caller,
                new Publish(
                        draft.key(),
                        Content.of(draft.text(), draft.type(), draft.encryptedKey()),
                        draft.description(),
                        draft.gray(),
                        draft.expected(),
                        new Author(user, caller.ip()),
                        world.millis()));
    }

    /** Removes the formal version; an absent one is no fault. */
    public CompletionStage<Void> remove(Caller caller, ConfigKey key) {
        Optional<Fault> fault = rules.key(key);
        return fault.isPresent()
                ? Outcomes.refused(fault.get())
                : writes.append(caller, new Remove(key, author(caller), world.millis()));
    }

    /** Removes the version for addresses. Fails: {@code NotFound}. */
    public CompletionStage<Void> removeBeta(Caller caller, ConfigKey key) {
        return removeGray(caller, key, Gray.Beta.NAME);
    }

    /**
     * Removes the version for a tag; an absent one is no fault. Source: Nacos 2.5.1, where only the
     * removal of a beta version is refused when there is none (golden 20-config-v1-basic).
     */
    public CompletionStage<Void> removeTag(Caller caller, ConfigKey key, String tag) {
        return removeGray(caller, key, grayName(key, tag))
                .exceptionallyCompose(
                        failure ->
                                Stages.fault(failure)
                                                .filter(Fault.NotFound.class::isInstance)
                                                .isPresent()
                                        ? CompletableFuture.completedStage(null)
                                        : CompletableFuture.failedStage(failure));
    }

    /** Nacos 2.5 looks for the name of a gray version, of which {@code beta} is one too. */
    private String grayName(ConfigKey key, String tag) {
        String name = Gray.Tag.nameOf(tag);
        boolean isBeta =
                tag.equals(Gray.Beta.NAME)
                        && keeper.find(key).flatMap(view -> view.value().gray(name)).isEmpty();
        return isBeta ? tag : name;
    }

    /** The configuration as it is now; absent when neither it nor a gray version exists. */
    public Optional<Shared<ConfigView>> find(ConfigKey key) {
        return keeper.known(() -> keeper.find(key));
    }

    /** What this reader gets. Fails: {@code Invalid}, thrown, for a name that cannot exist. */
    public Optional<ConfigView.Served> select(ConfigKey key, Reader reader) {
        Optional<Fault> fault =
                rules.key(key)
                        .or(() -> reader.tag().filter(_ -> reader.insists()).flatMap(rules::tag));
        if (fault.isPresent()) {
            throw new FaultException(fault.get());
        }
        return keeper.known(() -> keeper.find(key).flatMap(view -> view.value().select(reader)));
    }

    /** What a client says that it has of a configuration. */
    public interface Held {
        ConfigKey key();

        /** Of the content; empty: it has none. */
        String md5();
    }

    /**
     * Those of which this reader gets something else now, or nothing.
     *
     * <p>What this node has never had may be newer than what it has: then it catches up first, lest
     * a client that comes from another node goes back. Fails: as the log's barrier, when it cannot
     * catch up; but whoever has nothing gets what there is.
     */
    public <T extends Held> CompletionStage<List<T>> changed(List<T> held, Reader reader) {
        keeper.requireFilled();
        List<T> changed = differing(held, reader);
        return changed.stream().allMatch(this::isPast)
                ? CompletableFuture.completedStage(changed)
                : writes.barrier()
                        .exceptionallyCompose(failure -> without(failure, differing(held, reader)))
                        .thenApply(_ -> differing(held, reader));
    }

    /** This node could not catch up. */
    private CompletionStage<Void> without(Throwable failure, List<? extends Held> changed) {
        return changed.stream().allMatch(one -> one.md5().isEmpty() || isPast(one))
                ? CompletableFuture.completedStage(null)
                : CompletableFuture.failedStage(failure);
    }

    private <T extends Held> List<T> differing(List<T> held, Reader reader) {
        return held.stream().filter(one -> !one.md5().equals(md5(one.key(), reader))).toList();
    }

    private String md5(ConfigKey key, Reader reader) {
        return keeper.find(key).map(view -> view.value().md5(reader)).orElse(Content.NO_MD5);
    }

    /** Given that it is not what there is now; what is not here may be elsewhere. */
    private boolean isPast(Held held) {
        return !keeper.mayBeElsewhere(held.key())
                && keeper.history(held.key()).stream()
                        .anyMatch(row -> row.md5().equals(held.md5()));
    }

    /**
     * From now on {@code delivery} is told of changes. Ask what has {@link #changed} before and
     * after this call: before, because what is told then is newer than what the client has; after,
     * so that no change falls between.
     */
    public void watch(ConfigKey key, Delivery delivery) {
        keeper.requireFilled();
        hub.watch(key, delivery);
    }

    public void unwatch(ConfigKey key, Delivery delivery) {
        hub.unwatch(key, delivery);
    }

    /** The listener is gone. */
    public void forget(Delivery delivery) {
        hub.forget(delivery);
    }

    /** Who is told of changes. */
    public CompletionStage<List<Delivery>> watchers(ConfigKey key) {
        return hub.watchers(key);
    }

    /** Of which configurations the clients at an address are told, with the md5 each has. */
    public CompletionStage<Map<ConfigKey, String>> watchedFrom(String ip) {
        return hub.watchedFrom(ip);
    }

    /** Formal versions, in the order of their ids. */
    public Page<Configuration> search(ConfigSearch search, Page.Request page) {
        keeper.requireFilled();
        return Page.of(
                keeper.configs(search.namespace()).stream()
                        .flatMap(view -> view.value().formal().stream())
                        .filter(search::finds)
                        .sorted((one, other) -> Long.compare(one.id(), other.id()))
                        .toList(),
                page);
    }

    /** By the number that a search has shown. */
    public Optional<Configuration> byId(long id) {
        return keeper.known(() -> formal(id));
    }

    private Optional<Configuration> formal(long id) {
        return keeper.find(id).flatMap(view -> view.value().formal()).filter(c -> c.id() == id);
    }

    /** The past of a configuration, newest first. */
    public List<HistoryRow> history(ConfigKey key) {
        keeper.requireFilled();
        return keeper.history(key);
    }

    /**
     * One row of the past with its content, by its number. Blocks.
     *
     * <p>Fails: {@code Unavailable}, thrown, when the content cannot be read.
     */
    public Optional<HistoryRow.Whole> past(long number) {
        return keeper.known(() -> keeper.past(number));
    }

    /** Forgets what is older than {@code kept}, and all but the newest rows of each. */
    public CompletionStage<Void> purgeHistory(Duration kept, int keepMax) {
        long now = world.millis();
        return writes.append(new PurgeHistory(now - kept.toMillis(), keepMax, now));
    }

    private CompletionStage<Void> removeGray(Caller caller, ConfigKey key, String name) {
        Optional<Fault> fault = rules.key(key);
        return fault.isPresent()
                ? Outcomes.refused(fault.get())
                : writes.append(caller, new RemoveGray(key, name, author(caller), world.millis()));
    }

    /** Looked at before the log, which may hold more of before there was a bound. */
    private Optional<Fault> check(ConfigKey key, Gray.Rule rule) {
        return check(rule)
                .or(() -> keeper.find(key).flatMap(view -> rules.another(view.value(), rule)));
    }

    private Optional<Fault> check(Gray.Rule rule) {
        return switch (rule) {
            case Gray.Beta beta ->
                    beta.ips().isBlank()
                            ? Optional.of(new Fault.Invalid("betaIps", beta.ips(), "addresses"))
                            : Optional.empty();
            case Gray.Tag tag -> rules.tag(tag.tag());
        };
    }

    private static Author author(Caller caller) {
        return new Author(caller.user(), caller.ip());
    }
}
