package dev.pharos.core.registry;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.size.Size;
import dev.pharos.core.size.Sized;
import dev.pharos.core.size.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One service with both its halves: {@code profile}, {@code persistent} and {@code amendments} are
 * durable, {@code ephemeral} is not. Mutable, and alive only inside a {@link Registry}.
 */
final class Service {
    final ServiceName name;
    final Sized<ClientId, Publication> ephemeral;
    final Sized<ClientId, Instance> persistent;
    final Sized<Instance.Address, Amendment> amendments;

    /** Since when no instance has been seen at an address that has an amendment. */
    final TreeMap<Instance.Address, Long> idleSinceMillis = new TreeMap<>();

    boolean created;

    /** Whether it is shown no more: all it has is what keeps instances out that may come again. */
    boolean removed;

    private final Tally tally;
    private @Nullable ServiceProfile profile;
    private long emptySinceMillis = Long.MAX_VALUE;

    Service(ServiceName name, Tally tally) {
        this.name = name;
        this.tally = tally;
        this.ephemeral =
                new Sized<>(tally, (client, has) -> Publication.bytes(client, has.instances));
        this.persistent = new Sized<>(tally, (_, instance) -> instance.bytes());
        this.amendments = new Sized<>(tally, (_, amendment) -> amendment.bytes());
    }

    /** In memory, of a service that has nothing. */
    static long bytes(ServiceName name) {
        return 6 * Size.NODE + Size.of(name.toString());
    }

    /** What somebody has said about it; null: nothing. */
    @Nullable ServiceProfile profile() {
        return profile;
    }

    void describe(@Nullable ServiceProfile now) {
        ServiceProfile before = profile;
        tally.add((now == null ? 0 : now.bytes()) - (before == null ? 0 : before.bytes()));
        profile = now;
    }

    /** Whether durable state says that only persistent instances may register. */
    boolean isPersistent() {
        return created || !persistent.isEmpty();
    }

    boolean isEmpty() {
        return ephemeral.isEmpty() && persistent.isEmpty();
    }

    /** Whether somebody has said something durable of it. */
    boolean isDurable() {
        return created || profile != null || !persistent.isEmpty() || !amendments.isEmpty();
    }

    /** Whether nothing would be lost with it. */
    boolean isForgettable() {
        return ephemeral.isEmpty() && !isDurable();
    }

    /** It is removed: what keeps an instance out outlives it, all else that was laid over goes. */
    void keepOnlyDisabled() {
        NavigableMap<Instance.Address, Amendment> before = amendments.toMap();
        amendments.clear();
        before.forEach(
                (at, amendment) -> {
                    if (amendment.disables()) {
                        amendments.put(at, Amendment.DISABLED);
                    }
                });
        removed = isEmpty();
    }

    /** The durable half becomes this. */
    void restore(Registry.Image.Entry entry) {
        created = entry.created();
        describe(entry.profile().orElse(null));
        persistent.clear();
        for (Instance instance : entry.persistent()) {
            persistent.put(ClientId.address(instance.ip(), instance.port(), false), instance);
        }
        amendments.clear();
        entry.amendments().forEach(amendments::put);
        removed = !created && profile == null && isEmpty();
    }

    /** How long it has been empty at the least. Unit: milliseconds. */
    long emptyForMillis(long nowMillis) {
        if (!isEmpty()) {
            emptySinceMillis = Long.MAX_VALUE;
            return 0;
        }
        emptySinceMillis = Math.min(emptySinceMillis, nowMillis);
        return nowMillis - emptySinceMillis;
    }

    Amendment amendment(Instance.Address address) {
        return amendments.orElse(address, Amendment.NONE);
    }

    /** The amendments that wait no longer for an instance. Unit: milliseconds of one clock. */
    NavigableMap<Instance.Address, Amendment> forgettable(
            Amendment.Patience patience, long nowMillis) {
        lookForIdle(nowMillis);
        NavigableMap<Instance.Address, Amendment> over = new TreeMap<>();
        List<Instance.Address> longestFirst = new ArrayList<>(idleSinceMillis.keySet());
        longestFirst.sort(
                Comparator.comparing((Instance.Address at) -> amendment(at).disables())
                        .thenComparing(idleSinceMillis::get));
        int surplus = longestFirst.size() - patience.idleMax();
        for (Instance.Address at : longestFirst) {
            long idle = nowMillis - idleSinceMillis.getOrDefault(at, nowMillis);
            if (idle > patience.idleMillis() || (surplus > 0 && idle > patience.graceMillis())) {
                over.put(at, amendment(at));
                surplus--;
            }
        }
        return over;
    }

    private void lookForIdle(long nowMillis) {
        idleSinceMillis.keySet().retainAll(amendments.keySet());
        if (!amendments.isEmpty()) {
            amendments.keySet().forEach(at -> idleSinceMillis.putIfAbsent(at, nowMillis));
            instances().forEach(instance -> idleSinceMillis.remove(instance.address()));
        }
    }

    /** What clients publish, the newest last. */
    List<Registry.Picture.Published> published() {
        List<Registry.Picture.Published> all = new ArrayList<>(ephemeral.size());
        ephemeral.toMap().entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().order))
                .forEach(
                        entry ->
                                all.add(
                                        new Registry.Picture.Published(
                                                entry.getKey(),
                                                entry.getValue().beating,
                                                entry.getValue().instances,
                                                entry.getValue().order)));
        return all;
    }

    /** Whether another publication shares an address with it, so that the newest is shown. */
    boolean isShared(Publication publication) {
        if (ephemeral.size() < 2) {
            return false;
        }
        TreeSet<Instance.Address> addresses = new TreeSet<>();
        publication.instances.forEach(instance -> addresses.add(instance.address()));
        return ephemeral.values().stream()
                .filter(other -> other != publication)
                .flatMap(other -> other.instances.stream())
                .anyMatch(instance -> addresses.contains(instance.address()));
    }

    ServiceView view(long refMillis) {
        return new ServiceView(
                name, !isPersistent(), Optional.ofNullable(profile), instances(), refMillis);
    }

    private List<Instance> instances() {
        List<Instance> shown = new ArrayList<>(ephemeral.size() + persistent.size());
        if (ephemeral.size() > 1) {
            shown.addAll(newestOfEachAddress());
        } else {
            for (Publication publication : ephemeral.values()) {
                if (!publication.hidden) {
                    shown.addAll(publication.instances);
                }
            }
        }
        shown.addAll(persistent.values());
        if (!amendments.isEmpty()) {
            shown.replaceAll(instance -> amendment(instance.address()).over(instance));
        }
        return shown;
    }

    private List<Instance> newestOfEachAddress() {
        record Shown(Instance instance, long order) {}
        TreeMap<Instance.Address, Shown> newest = new TreeMap<>();
        for (Publication publication : ephemeral.values()) {
            for (Instance instance :
                    publication.hidden ? List.<Instance>of() : publication.instances) {
                newest.merge(
                        instance.address(),
                        new Shown(instance, publication.order),
                        (one, other) -> one.order > other.order ? one : other);
            }
        }
        return newest.values().stream().map(Shown::instance).toList();
    }
}
