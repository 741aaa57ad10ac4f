package dev.pharos.server.state;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Amendment;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.core.sync.Attendance;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Picture;
import dev.pharos.core.sync.Replica;
import dev.pharos.core.sync.Replica.Performed;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.port.Pictured;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.Filled;
import dev.pharos.server.port.cluster.Replicated;
import dev.pharos.server.watch.Hub;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of the registry. It applies a batch of commands, makes one new view of each
 * service that the batch touched, publishes it to readers and to the hub, and then answers.
 *
 * <p>Thread: commands from any thread, applied one after another; views are read from any, without
 * a lock.
 */
public final class RegistryKeeper implements Pictured, Replicated {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryKeeper.class);

    /** A node that is only busy is never so late. */
    private static final long FROZEN_MILLIS = 4_000;

    private final World world;
    private final StateSettings settings;
    private final Registry registry;
    private final Replica replica;
    private final Hub hub;
    private final Executor loop;
    private final Views<ServiceName, ServiceView> views = new Views<>();
    private volatile long bytes;
    private final AtomicLong newestMillis = new AtomicLong();
    private volatile boolean telling = true;
    private volatile Filled filled = Filled.ALWAYS;
    private volatile Consumer<List<Delta>> told = _ -> {};
    private volatile Consumer<List<Delta>> writes = _ -> {};

    /** What the batch has touched so far, and why where nobody has asked for it. */
    private final Set<ServiceName> asked = new LinkedHashSet<>();

    private final Map<ServiceName, String> unasked = new LinkedHashMap<>();
    private final Mailbox mailbox;

    public RegistryKeeper(World world, StateSettings settings, Hub hub) {
        this.world = world;
        this.settings = settings;
        this.registry = new Registry(settings.emptyService().toMillis(), settings.removesSilent());
        this.replica = new Replica(registry);
        this.hub = hub;
        this.loop = world.loop("registry");
        this.mailbox = new Mailbox("registry", settings.mailboxMax(), loop, this::publish);
    }

    /**
     * From now on this is the registry of one of several nodes. Order: before anything is put back
     * or submitted.
     *
     * @param run this start of this node, as far as it knows
     */
    public void join(Origin run) {
        var _ =
                mailbox.deliver(
                        () -> {
                            replica.join(run, world.steadyMillis(), settings.grace().toMillis());
                            return run;
                        });
    }

    /** Begins to look for clients that have stopped beating; nobody could be heard before. */
    public void start() {
        long now = world.steadyMillis();
        var _ = done(() -> startClocks(now));
        sweepNext(now);
    }

    /** From now on clients have as long to be heard as if they had been heard now. */
    private void startClocks(long nowMillis) {
        registry.startClocks(nowMillis);
        registry.grace(nowMillis + settings.grace().toMillis());
    }

    /** Whether watchers and the log file hear of changes from now on, as they do at first. */
    void tell(boolean changes) {
        telling = changes;
        if (changes) {
            LOG.info("{} services", views.all().size());
        }
    }

    /** What is durable here may not be all that there is, for as long as this says so. */
    void fills(Filled how) {
        filled = how;
    }

    /** A command of a client that this node owns. */
    public CompletionStage<RegistryOutcome> submit(RegistryCommand command) {
        return mailbox.post(() -> apply(command));
    }

    /** What nobody has asked for is told here, with its reason; the rest where it was asked. */
    private RegistryOutcome apply(RegistryCommand command) {
        String reason =
                switch (command) {
                    case RegistryCommand.Sweep _ -> "silent";
                    case RegistryCommand.Disconnect gone -> "connection ended: " + gone.client();
                    case RegistryCommand.Renew renew -> "beats again: " + renew.client();
                    case RegistryCommand.Register _, RegistryCommand.Deregister _ -> "";
                };
        if (reason.isEmpty()) {
            return replica.apply(command);
        }
        return because(reason, () -> replica.apply(command));
    }

    /** What that touches is told with this reason. */
    private <T> T because(String reason, Supplier<T> work) {
        asked.addAll(registry.drainTouched());
        T done = work.get();
        registry.drainTouched().forEach(name -> unasked.putIfAbsent(name, reason));
        return done;
    }

    /** A command that the log has committed. */
    public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
        return mailbox.deliver(() -> replica.apply(command, world.steadyMillis()));
    }

    /** What is committed within becomes one batch. */
    void together(Runnable commits) {
        mailbox.together(commits);
    }

    /** The service as it is here now; absent when there is none here. */
    public Optional<Shared<ServiceView>> find(ServiceName name) {
        return views.find(name);
    }

    /**
     * The service as it is now; absent when it does not exist.
     *
     * <p>Fails: as {@link Filled} says, thrown, when nothing is here and may be elsewhere, or may
     * be here in part only: of clients that live all is here from the start.
     */
    public Optional<Shared<ServiceView>> findKnown(ServiceName name) {
        Optional<Fault> lack = filled.lack(); // before it is looked for
        Optional<Shared<ServiceView>> found = find(name);
        return lack.isPresent() && found.filter(view -> view.value().ephemeral()).isPresent()
                ? found
                : filled.known(() -> find(name));
    }

    /** Fails: as {@link Filled} says, thrown, while there may be more services than are here. */
    public void requireFilled() {
        filled.require();
    }

    /** The services of a namespace, in the order of group and name. */
    public Collection<Shared<ServiceView>> services(Namespace namespace) {
        return views.between(
                new ServiceName(namespace, "", ""),
                new ServiceName(new Namespace(namespace.id() + '\0'), "", ""));
    }

    /** All services, in the order of namespace, group and name. */
    public Collection<Shared<ServiceView>> services() {
        return views.all();
    }

    /**
     * The time that a view made now would carry: what a service that does not exist is told to have
     * changed at. Unit: milliseconds since 1970.
     */
    public long refMillis() {
        return newestMillis.accumulateAndGet(world.millis(), Math::max);
    }

    /** What was laid over addresses that have not been used for long, for the log to order. */
    public CompletionStage<List<ServiceCommand.ForgetAmendments>> forgettable(
            Amendment.Patience patience) {
        return mailbox.post(() -> registry.forgettable(patience, world.steadyMillis()));
    }

    /** How many addresses beat for themselves here. */
    public CompletionStage<Integer> addresses() {
        return mailbox.post(registry::addresses);
    }

    /** The durable half, after what was committed until now. */
    CompletionStage<Registry.Image> image() {
        return mailbox.deliver(registry::image);
    }

    /** The durable half becomes what the image shows. */
    CompletionStage<RegistryOutcome> restore(Registry.Image image) {
        return mailbox.deliver(
                () -> {
                    registry.restore(image);
                    return RegistryOutcome.DONE;
                });
    }

    @Override
    public CompletionStage<Picture> picture() {
        return mailbox.post(replica::picture);
    }

    @Override
    public CompletionStage<Void> restore(Picture picture) {
        return done(
                () -> {
                    newestMillis.accumulateAndGet(picture.refMillis(), Math::max);
                    replica.restore(picture, world.steadyMillis(), settings.grace().toMillis());
                });
    }

    @Override
    public CompletionStage<Origin> run() {
        return mailbox.post(replica::self);
    }

    @Override
    public CompletionStage<Performed> perform(RegistryCommand command) {
        return mailbox.post(() -> replica.perform(command));
    }

    @Override
    public CompletionStage<Optional<Dot>> registered(Key key) {
        return mailbox.post(() -> replica.registered(key));
    }

    @Override
    public CompletionStage<RegistryOutcome> withdraw(Deregister command, Optional<Dot> registered) {
        return mailbox.post(() -> replica.withdraw(command, registered));
    }

    @Override
    public CompletionStage<Boolean> receive(List<Delta> others) {
        String reason = others.isEmpty() ? "" : wordOf(others.getFirst().dot().origin().node());
        return mailbox.post(
                () -> because(reason, () -> replica.receive(others, world.steadyMillis())));
    }

    @Override
    public CompletionStage<Void> learn(List<Delta> others) {
        return done(() -> replica.learn(others, world.steadyMillis()));
    }

    @Override
    public CompletionStage<Void> merge(NodeId other, State theirs) {
        return done(
                () -> {
                    long now = world.steadyMillis();
                    because(
                            wordOf(other),
                            () -> {
                                replica.merge(theirs, now);
                                return RegistryOutcome.DONE;
                            });
                });
    }

    @Override
    public void settle(Set<NodeId> known, List<Versions> others) {
        var _ = done(() -> replica.settle(known, others));
    }

    private static String wordOf(NodeId other) {
        return "told by node " + other;
    }

    @Override
    public CompletionStage<State> state(Versions seen) {
        return mailbox.post(() -> replica.state(seen));
    }

    @Override
    public CompletionStage<Digest> digest() {
        return mailbox.post(replica::digest);
    }

    @Override
    public CompletionStage<Set<NodeId>> attend(Attendance now) {
        return mailbox.post(
                () ->
                        because(
                                "nodes in reach: " + now.living(),
                                () -> {
                                    replica.attend(now, world.steadyMillis());
                                    return replica.homes();
                                }));
    }

    @Override
    public void onWrites(Consumer<List<Delta>> listener) {
        this.writes = listener;
    }

    private CompletionStage<Void> done(Runnable work) {
        return mailbox.post(
                        () -> {
                            work.run();
                            return RegistryOutcome.DONE;
                        })
                .thenApply(_ -> null);
    }

    @Override
    public void onChange(Consumer<List<Delta>> told) {
        this.told = told;
    }

    /** How much all takes in memory. */
    public long bytes() {
        return bytes;
    }

    private void sweepNext(long nowMillis) {
        world.after(settings.sweep(), loop, () -> sweep(nowMillis));
    }

    /** A node that was frozen has heard nobody meanwhile: whoever lives is to be heard first. */
    private void sweep(long lastMillis) {
        long now = world.steadyMillis();
        long lateMillis = now - lastMillis - settings.sweep().toMillis();
        if (lateMillis > FROZEN_MILLIS) {
            LOG.warn(
                    "this node stood still for {} ms: nobody counts as silent for that",
                    lateMillis);
            var _ = done(() -> startClocks(now));
        } else {
            var _ = submit(new RegistryCommand.Sweep(now));
        }
        sweepNext(now);
    }

    /** Who has come or gone, or is well or not, without that anybody has asked for it here. */
    private static void log(String reason, ServiceView before, ServiceView now) {
        Map<Instance.Address, Instance> were = byAddress(before);
        Map<Instance.Address, Instance> are = byAddress(now);
        were.forEach(
                (address, was) -> {
                    if (!are.containsKey(address)) {
                        log("removed", was, reason, now);
                    }
                });
        are.forEach(
                (address, is) -> {
                    Optional<Instance> was = Optional.ofNullable(were.get(address));
                    if (was.isEmpty()) {
                        log("added", is, reason, now);
                    } else if (was.get().healthy() != is.healthy()) {
                        log(is.healthy() ? "healthy" : "unhealthy", is, reason, now);
                    }
                });
    }

    private static Map<Instance.Address, Instance> byAddress(ServiceView view) {
        Map<Instance.Address, Instance> all = new LinkedHashMap<>();
        view.instances().forEach(instance -> all.put(instance.address(), instance));
        return all;
    }

    private static void log(String what, Instance instance, String reason, ServiceView now) {
        LOG.info(
                "{} service={} instance={}:{} reason=\"{}\" instances={} healthy={}",
                what,
                now.name(),
                instance.ip(),
                instance.port(),
                reason,
                now.instances().size(),
                well(now));
    }

    private static long well(ServiceView view) {
        return view.instances().stream().filter(Instance::healthy).count();
    }

    private void publish() {
        bytes = registry.bytes();
        Set<ServiceName> touched = new LinkedHashSet<>(asked);
        touched.addAll(registry.drainTouched());
        touched.addAll(unasked.keySet());
        List<Delta> written = replica.drain();
        if (!touched.isEmpty()) {
            told.accept(written); // first, because it takes longest to be where it is safe
        }
        for (ServiceName name : touched) {
            long ref = refMillis();
            Optional<Shared<ServiceView>> view = registry.view(name, ref).map(Shared::new);
            Optional<ServiceView> before = find(name).map(Shared::value);
            views.set(name, view);
            if (telling) {
                Shared<ServiceView> now =
                        view.orElseGet(() -> new Shared<>(ServiceView.empty(name, ref)));
                String reason = unasked.get(name);
                if (reason != null) {
                    ServiceView was = before.orElseGet(() -> ServiceView.empty(name, ref));
                    log(reason, was, now.value());
                }
                hub.changed(name, now);
            }
        }
        asked.clear();
        unasked.clear();
        if (!written.isEmpty()) {
            writes.accept(written);
        }
    }
}
