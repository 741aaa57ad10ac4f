package dev.pharos.core.sync;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.Registry.Picture.Published;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.sync.Attendance.Presence;
import dev.pharos.core.sync.Entry.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A registry that is one of several equal ones: what commands do to its ephemeral half becomes
 * writes for the others, and what those write is shown here.
 *
 * <p>Of one that is alone ({@link #join} is never called) writes are not told apart: they are for
 * whoever keeps a {@link Picture}.
 *
 * <p>Two things are answered by this node and by nobody else, because it has heard them itself:
 * that a connection to it lives, and that an address has just beaten. What others say against that
 * is overruled by a new write; but who was deregistered stays so.
 *
 * <p>Unit: {@code atMillis} is of the commands' clock. Thread: one at a time.
 */
public final class Replica {
    /** What a node wrote shortly before it was killed may be missing in its picture. */
    private static final long COUNT_LEAP = 1_000_000;

    /** After so long together all have told each other whom they hear. Unit: milliseconds. */
    private static final long TOGETHER_MILLIS = 10_000;

    private final Registry registry;
    private final Entries entries = new Entries();
    private final Map<Key, Boolean> touched = new LinkedHashMap<>();
    private TreeMap<Origin, Presence> seen = new TreeMap<>();
    private @Nullable Origin self;
    private Attendance attendance = new Attendance(new TreeMap<>(), List.of(), true);
    private Rendezvous living = new Rendezvous(List.of());
    private long togetherMillis;

    /**
     * A command that was applied.
     *
     * @param writes what it has changed, for one who waits for it at another node
     */
    public record Performed(RegistryOutcome outcome, List<Delta> writes) {
        public Performed {
            writes = List.copyOf(writes);
        }
    }

    public Replica(Registry registry) {
        this.registry = registry;
        registry.follow((service, client, silent) -> touched.put(new Key(service, client), silent));
    }

    /**
     * From now on it is one of several. Order: before anything is put back or applied.
     *
     * @param run this start of this node; who knows of a later one raises its number
     */
    public void join(Origin run, long atMillis, long graceMillis) {
        begin(run, 0);
        registry.leap(COUNT_LEAP);
        registry.grace(atMillis + graceMillis);
        attend(Attendance.alone(run.node()), atMillis);
    }

    /** This run of this node. Order: after {@link #join}. */
    public Origin self() {
        return Objects.requireNonNull(self, "joined");
    }

    private void begin(Origin run, long newest) {
        self = run;
        entries.write(run, newest + COUNT_LEAP);
    }

    public RegistryOutcome apply(RegistryCommand command) {
        RegistryOutcome outcome = registry.apply(command);
        if (self != null) {
            settle(command.atMillis());
            if (command instanceof RegistryCommand.Sweep sweep) {
                forgetGone(sweep.atMillis());
            }
        }
        return outcome;
    }

    public RegistryOutcome apply(ServiceCommand command, long atMillis) {
        RegistryOutcome outcome = registry.apply(command);
        if (self != null) {
            settle(atMillis);
        }
        return outcome;
    }

    /** By which write it is registered here. */
    public Optional<Dot> registered(Key key) {
        return entries.find(key).map(Entry::birth);
    }

    /** Applies it unless it has been registered anew since {@link #registered} said this. */
    public RegistryOutcome withdraw(Deregister command, Optional<Dot> registered) {
        return registered(new Key(command.service(), command.client())).equals(registered)
                ? apply(command)
                : RegistryOutcome.DONE;
    }

    /** The same, for one who waits for it at another node. */
    public Performed perform(RegistryCommand command) {
        int before = entries.undrained();
        RegistryOutcome outcome = apply(command);
        return new Performed(outcome, entries.undrained(before));
    }

    /** The writes of this node since this was last asked, in their order. */
    public List<Delta> drain() {
        return self == null ? untagged() : entries.drain();
    }

    private List<Delta> untagged() {
        List<Delta> writes = new ArrayList<>();
        for (Key key : touched.keySet()) {
            writes.add(
                    registry.published(key.service(), key.client())
                            .<Delta>map(now -> new Delta.Put(Entry.untagged(key, now)))
                            .orElseGet(() -> Delta.Removal.untagged(key)));
        }
        touched.clear();
        return writes;
    }

    public Digest digest() {
        return entries.digest();
    }

    /**
     * Runs that are over, and nodes that have left, are not counted any more.
     *
     * @param known the nodes that may write, this one among them
     * @param others what each of the others has seen
     */
    public void settle(Set<NodeId> known, List<Versions> others) {
        entries.versions().settle(known, others);
    }

    /** For one who has seen this. */
    public State state(Versions seenThere) {
        return entries.state(seenThere);
    }

    /** How this node's half looks now. */
    public Picture picture() {
        if (self != null) {
            return new Picture(entries.state(new Versions()), registry.newestMillis());
        }
        Registry.Picture picture = registry.picture();
        List<Entry> all = new ArrayList<>();
        for (Registry.Picture.OfService of : picture.services()) {
            for (Published published : of.published()) {
                all.add(Entry.untagged(new Key(of.name(), published.client()), published));
            }
        }
        return new Picture(new State(new Versions(), all, new TreeSet<>(), 0), picture.refMillis());
    }

    /**
     * Shows again what the picture shows, unconfirmed: a connection's instances go when their
     * addresses are registered anew, or else after the grace; those that beat stay as long at the
     * least. No view is older than the newest one of before. Order: after the durable half, before
     * any command of a client.
     */
    public void restore(Picture picture, long atMillis, long graceMillis) {
        registry.notBefore(picture.refMillis());
        registry.grace(atMillis + graceMillis);
        if (self != null) {
            entries.load(picture.state());
            long newest = entries.versions().newestBoot(self.node());
            begin(newest < self.boot() ? self : self.beyond(newest), entries.count());
            picture.state().entries().stream()
                    .filter(entry -> !entry.isTagged())
                    .forEach(this::tag);
            entries.all().forEach(entry -> show(entry, true, atMillis));
            registry.leap(COUNT_LEAP);
        } else {
            picture.state().entries().stream()
                    .filter(entry -> !entry.value().gone())
                    .forEach(
                            entry ->
                                    registry.adopt(
                                            entry.key().service(),
                                            entry.value().published(),
                                            new Registry.Standing(true, false, true),
                                            atMillis));
        }
    }

    /** What this node had before there were others. */
    private void tag(Entry entry) {
        Origin earlier = new Origin(self().node(), 0);
        entries.put(entry.key(), new Value(entry.value().published(), earlier, false));
    }

    /** The nodes that connections are known of. */
    public Set<NodeId> homes() {
        Set<NodeId> nodes = new TreeSet<>();
        seen.keySet().forEach(home -> nodes.add(home.node()));
        return nodes;
    }

    /**
     * What another node has written, in its order and without a gap.
     *
     * @return whether all was taken; else writes of before are missing, and its state is needed
     */
    public boolean receive(List<Delta> writes, long atMillis) {
        for (Delta write : writes) {
            Dot dot = write.dot();
            long upTo = entries.versions().upTo(dot.origin());
            if (dot.seq() - 1 > upTo) {
                return false;
            }
            take(write, atMillis);
        }
        overtake(entries.versions());
        return true;
    }

    /** What another node has written, a part of it: what it has answered a command with. */
    public void learn(List<Delta> writes, long atMillis) {
        writes.forEach(write -> take(write, atMillis));
    }

    private void take(Delta write, long atMillis) {
        Optional<Entries.Change> change = entries.take(write);
        registry.after(entries.order());
        change.ifPresent(one -> settle(one, atMillis));
    }

    /** Becomes what it and another node are together. */
    public void merge(State theirs, long atMillis) {
        overtake(theirs.versions()); // first: what they never took is not taken for removed
        List<Entries.Change> changes = entries.merge(theirs);
        registry.after(entries.order());
        changes.forEach(change -> settle(change, atMillis));
    }

    /**
     * Others know of a run of this node that counts as later, because this one began with a folder
     * that was lost or put back, so what it has written may count as seen. It goes on under a
     * higher number, and says all of it again.
     */
    private void overtake(Versions known) {
        Origin before = self();
        long newest = known.newestBoot(before.node());
        if (newest <= before.boot() && !known.isOver(before)) {
            return;
        }
        begin(before.beyond(newest), entries.count());
        for (Entry entry : List.copyOf(entries.all())) {
            Value value = entry.value();
            Origin home = value.home().equals(before) ? self() : value.home();
            Value now = new Value(value.published(), home, value.gone());
            if (entry.birth().origin().equals(before)) {
                entries.put(entry.key(), now);
            } else if (entry.dot().origin().equals(before)) {
                entries.say(entry.key(), now);
            }
        }
    }

    /** Other nodes have come or gone. */
    public void attend(Attendance now, long atMillis) {
        if (now.complete() && !attendance.complete()) {
            togetherMillis = atMillis + TOGETHER_MILLIS;
            registry.await(togetherMillis);
        }
        attendance = now;
        Rendezvous nodes = new Rendezvous(now.living());
        if (!nodes.equals(living)) {
            living = nodes;
            registry.lookAfter(this::looksAfter, atMillis);
        }
        TreeMap<Origin, Presence> before = seen;
        seen = new TreeMap<>();
        for (Entry entry : List.copyOf(entries.all())) {
            Origin home = entry.value().home();
            if (entry.value().published().beating()) {
                continue;
            }
            Presence was = before.getOrDefault(home, Presence.AWAY);
            Presence is = seen.computeIfAbsent(home, _ -> presence(home, was));
            if (is == Presence.LOST) {
                entries.forget(entry.key());
                registry.drop(entry.key().service(), entry.key().client());
            } else if (is != was) {
                show(entry, false, atMillis);
            }
        }
    }

    private Presence presence(Origin home, Presence before) {
        Origin run = self();
        if (!home.node().equals(run.node())) {
            return attendance.of(home, before);
        }
        return home.equals(run) ? Presence.PRESENT : Presence.AWAY;
    }

    private boolean looksAfter(ClientId client) {
        return living.of(client).equals(self().node());
    }

    /** What commands have done to the registry becomes writes. */
    private void settle(long atMillis) {
        touched.forEach((key, silent) -> settle(key, silent, atMillis));
        touched.clear();
    }

    private void settle(Key key, boolean silent, long atMillis) {
        Optional<Published> now = registry.published(key.service(), key.client());
        Optional<Entry> before = entries.find(key);
        if (now.isPresent()) {
            write(key, now.get(), before);
        } else if (silent && before.isPresent() && !attendance.complete()) {
            show(entries.say(key, gone(before.get().value())), false, atMillis);
        } else {
            entries.remove(key);
        }
    }

    private void write(Key key, Published now, Optional<Entry> before) {
        Origin home = self();
        if (!now.beating() && before.isPresent()) {
            home = before.get().value().home();
        }
        Value value = new Value(now, home, false);
        boolean registered =
                before.filter(b -> b.value().published().order() == now.order()).isEmpty();
        if (registered) {
            entries.put(key, value);
        } else {
            entries.say(key, value);
        }
        seen.putIfAbsent(home, presence(home, Presence.AWAY));
    }

    private Value gone(Value value) {
        return new Value(withHealth(value.published(), false), self(), true);
    }

    /** What another node has done is shown, unless this one knows better. */
    private void settle(Entries.Change change, long atMillis) {
        Key key = change.key();
        boolean lives =
                change.before().filter(this::isOfThisRun).isPresent()
                        && registry.published(key.service(), key.client()).isPresent();
        if (change.after().isEmpty()) {
            if (lives) {
                entries.put(key, change.before().orElseThrow().value());
            } else {
                registry.drop(key.service(), key.client());
            }
            return;
        }
        Entry after = change.after().get();
        if (lives) {
            entries.say(key, change.before().orElseThrow().value());
        } else if (isOfThisRun(after)) {
            entries.remove(key);
        } else if (isIll(after.value())
                && registry.isHeard(key.service(), key.client(), atMillis)) {
            Published well = withHealth(after.value().published(), true);
            show(entries.say(key, new Value(well, self(), false)), false, atMillis);
        } else {
            show(after, false, atMillis);
        }
    }

    /** Whether its connection is one to this node, so that this node alone says when it goes. */
    private boolean isOfThisRun(Entry entry) {
        return !entry.value().published().beating() && entry.value().home().equals(self);
    }

    private static boolean isIll(Value value) {
        return value.published().beating()
                && (value.gone()
                        || !value.published().instances().stream().allMatch(Instance::healthy));
    }

    private static Published withHealth(Published published, boolean healthy) {
        return new Published(
                published.client(),
                published.beating(),
                published.instances().stream()
                        .map(instance -> instance.withHealthy(healthy))
                        .toList(),
                published.order());
    }

    private void show(Entry entry, boolean restored, long atMillis) {
        Value value = entry.value();
        Presence home = Presence.PRESENT;
        if (!value.published().beating()) {
            home = seen.computeIfAbsent(value.home(), one -> presence(one, Presence.AWAY));
        }
        registry.adopt(
                entry.key().service(),
                value.published(),
                new Registry.Standing(
                        restored || home != Presence.PRESENT,
                        value.gone() || home == Presence.HIDDEN,
                        value.home().node().equals(self().node())),
                atMillis);
    }

    /** Who is gone, and nowhere heard although all nodes are together again, is forgotten. */
    private void forgetGone(long atMillis) {
        if (!attendance.complete() || atMillis < togetherMillis) {
            return;
        }
        for (Key key : entries.gone()) {
            if (looksAfter(key.client())) {
                entries.remove(key);
                registry.drop(key.service(), key.client());
            }
        }
    }
}
