package dev.pharos.server.state;

import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Amendment;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Pictured;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.watch.Hub;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of the registry. It applies a batch of commands, makes one new view of each
 * service that the batch touched, publishes it to readers and to the hub, and then answers.
 *
 * <p>Thread: commands from any thread, applied one after another; views are read from any, without
 * a lock.
 */
public final class RegistryKeeper implements Pictured {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryKeeper.class);

    private final World world;
    private final StateSettings settings;
    private final Registry registry;
    private final Hub hub;
    private final Executor loop;
    private final Views<ServiceName, ServiceView> views = new Views<>();
    private volatile long bytes;
    private final AtomicLong newestMillis = new AtomicLong();
    private volatile boolean telling = true;
    private volatile Runnable told = () -> {};

    /** What the batch has touched so far, and why where nobody has asked for it. */
    private final Set<ServiceName> asked = new LinkedHashSet<>();

    private final Map<ServiceName, String> unasked = new LinkedHashMap<>();
    private final Mailbox mailbox;

    public RegistryKeeper(World world, StateSettings settings, Hub hub) {
        this.world = world;
        this.settings = settings;
        this.registry = new Registry(settings.emptyService().toMillis(), settings.removesSilent());
        this.hub = hub;
        this.loop = world.loop("registry");
        this.mailbox = new Mailbox("registry", settings.mailboxMax(), loop, this::publish);
    }

    /** Begins to look for clients that have stopped beating. */
    public void start() {
        world.after(settings.sweep(), loop, this::sweep);
    }

    /** Whether watchers and the log file hear of changes from now on, as they do at first. */
    void tell(boolean changes) {
        telling = changes;
        if (changes) {
            LOG.info("{} services", views.all().size());
        }
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
            return registry.apply(command);
        }
        asked.addAll(registry.drainTouched());
        RegistryOutcome outcome = registry.apply(command);
        registry.drainTouched().forEach(name -> unasked.putIfAbsent(name, reason));
        return outcome;
    }

    /** A command that the log has committed. */
    public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
        return mailbox.deliver(() -> registry.apply(command));
    }

    /** What is committed within becomes one batch. */
    void together(Runnable commits) {
        mailbox.together(commits);
    }

    /** The service as it is now; absent when it does not exist. */
    public Optional<Shared<ServiceView>> find(ServiceName name) {
        return views.find(name);
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
    public CompletionStage<Registry.Picture> picture() {
        return mailbox.post(registry::picture);
    }

    @Override
    public CompletionStage<Void> restore(Registry.Picture picture) {
        return mailbox.post(
                        () -> {
                            newestMillis.accumulateAndGet(picture.refMillis(), Math::max);
                            registry.restore(
                                    picture, world.steadyMillis(), settings.grace().toMillis());
                            return RegistryOutcome.DONE;
                        })
                .thenApply(_ -> null);
    }

    @Override
    public void onChange(Runnable told) {
        this.told = told;
    }

    /** How much all takes in memory. */
    public long bytes() {
        return bytes;
    }

    private void sweep() {
        var _ = submit(new RegistryCommand.Sweep(world.steadyMillis()));
        world.after(settings.sweep(), loop, this::sweep);
    }

    /** Who has gone, or is well or not, without that anybody has asked for it. */
    private static void log(String reason, ServiceView before, ServiceView now) {
        Map<Instance.Address, Instance> left = new HashMap<>();
        now.instances().forEach(instance -> left.put(instance.address(), instance));
        for (Instance was : before.instances()) {
            Optional<Instance> is = Optional.ofNullable(left.get(was.address()));
            if (is.isEmpty() || is.get().healthy() != was.healthy()) {
                LOG.info(
                        "{} service={} instance={}:{} reason=\"{}\" instances={} healthy={}",
                        is.isEmpty() ? "removed" : is.get().healthy() ? "healthy" : "unhealthy",
                        before.name(),
                        was.ip(),
                        was.port(),
                        reason,
                        now.instances().size(),
                        well(now));
            }
        }
    }

    private static long well(ServiceView view) {
        return view.instances().stream().filter(Instance::healthy).count();
    }

    private void publish() {
        bytes = registry.bytes();
        Set<ServiceName> touched = new LinkedHashSet<>(asked);
        touched.addAll(registry.drainTouched());
        touched.addAll(unasked.keySet());
        for (ServiceName name : touched) {
            long ref = refMillis();
            Optional<Shared<ServiceView>> view = registry.view(name, ref).map(Shared::new);
            Optional<ServiceView> before = find(name).map(Shared::value);
            views.set(name, view);
            if (telling) {
                Shared<ServiceView> now =
                        view.orElseGet(() -> new Shared<>(ServiceView.empty(name, ref)));
                if (unasked.containsKey(name) && before.isPresent()) {
                    log(unasked.get(name), before.get(), now.value());
                }
                hub.changed(name, now);
            }
        }
        asked.clear();
        unasked.clear();
        if (!touched.isEmpty()) {
            told.run();
        }
    }
}
