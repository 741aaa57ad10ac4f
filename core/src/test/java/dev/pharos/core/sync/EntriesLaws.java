package dev.pharos.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.law.Seeds;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry.Picture.Published;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The map that several nodes write; {@code -Dseed=} repeats a failure. */
final class EntriesLaws {
    private static final ServiceName SERVICE = new ServiceName(Namespace.PUBLIC, "g", "s");
    private static final int NODES = 3;
    private static final int KEYS = 4;

    /** Some nodes, what each has written, and how far each has heard of each other. */
    private static final class Group {
        private final Random random;
        private final List<Entries> nodes = new ArrayList<>();
        private final List<List<Delta>> written = new ArrayList<>();

        Group(Random random) {
            this.random = random;
            for (int i = 0; i < NODES; i++) {
                Entries entries = new Entries();
                entries.write(new Origin(new NodeId("n" + i), 1), 0);
                nodes.add(entries);
                written.add(new ArrayList<>());
            }
        }

        Entries any() {
            return nodes.get(random.nextInt(NODES));
        }

        /** Writes, and hears some of the others' writes, each once or more, in any order. */
        void live(int steps) {
            for (int i = 0; i < steps; i++) {
                int node = random.nextInt(NODES);
                Entries entries = nodes.get(node);
                Key key = key(random.nextInt(KEYS));
                switch (random.nextInt(6)) {
                    case 0, 1 -> entries.put(key, value(entries.count() + 1));
                    case 2 -> entries.remove(key);
                    case 3 ->
                            entries.find(key).ifPresent(before -> entries.say(key, before.value()));
                    default -> {
                        List<Delta> others = written.get(random.nextInt(NODES));
                        if (!others.isEmpty()) {
                            entries.take(others.get(random.nextInt(others.size())));
                        }
                    }
                }
                written.get(node).addAll(entries.drain());
            }
        }

        void meet(Entries one, Entries other) {
            one.merge(other.state(one.versions()));
        }

        void allMeet() {
            for (int round = 0; round < NODES; round++) {
                for (Entries one : nodes) {
                    nodes.stream().filter(other -> other != one).forEach(o -> meet(one, o));
                }
            }
        }
    }

    @Test
    void mergingCommutes() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    group.live(random.nextInt(40));
                    Entries one = copy(group.nodes.get(0));
                    Entries other = copy(group.nodes.get(1));
                    one.merge(group.nodes.get(1).state(new Versions()));
                    other.merge(group.nodes.get(0).state(new Versions()));
                    assertThat(shown(one)).isEqualTo(shown(other));
                    assertThat(one.digest()).isEqualTo(other.digest());
                });
    }

    @Test
    void mergingAgainChangesNothing() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    group.live(random.nextInt(40));
                    State state = group.nodes.get(1).state(new Versions());
                    Entries one = group.nodes.get(0);
                    one.merge(state);
                    Digest once = one.digest();
                    assertThat(one.merge(state)).isEmpty();
                    assertThat(one.merge(one.state(new Versions()))).isEmpty();
                    assertThat(one.digest()).isEqualTo(once);
                });
    }

    /** Nodes that write different keys: of concurrent values of one key only one is carried on. */
    @Test
    void mergingIsAssociative() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    for (int i = random.nextInt(40); i > 0; i--) {
                        int node = random.nextInt(NODES);
                        Entries entries = group.nodes.get(node);
                        Key key = key(NODES * random.nextInt(KEYS) + node);
                        switch (random.nextInt(5)) {
                            case 0 -> entries.remove(key);
                            case 2 -> entries.find(key).ifPresent(e -> entries.say(key, e.value()));
                            case 1 -> group.meet(entries, group.any());
                            default -> entries.put(key, value(i));
                        }
                    }
                    State b = group.nodes.get(1).state(new Versions());
                    State c = group.nodes.get(2).state(new Versions());
                    Entries stepwise = copy(group.nodes.get(0));
                    stepwise.merge(b);
                    stepwise.merge(c);
                    Entries others = copy(group.nodes.get(1));
                    others.merge(c);
                    Entries together = copy(group.nodes.get(0));
                    together.merge(others.state(new Versions()));
                    assertThat(together.digest()).isEqualTo(stepwise.digest());
                });
    }

    @Test
    void afterAllHaveMetAllHoldTheSame() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    for (int i = random.nextInt(4); i > 0; i--) {
                        group.live(20);
                        group.meet(group.any(), group.any());
                    }
                    group.allMeet();
                    Digest first = group.nodes.getFirst().digest();
                    assertThat(group.nodes).allMatch(node -> node.digest().equals(first));
                    assertThat(group.nodes)
                            .extracting(EntriesLaws::shown)
                            .containsOnly(shown(group.nodes.getFirst()));
                });
    }

    /** However old a state is that somebody brings along. */
    @Test
    void whatWasRemovedDoesNotRise() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    List<State> old = new ArrayList<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        group.live(20);
                        old.add(group.any().state(new Versions()));
                    }
                    group.allMeet();
                    Key key = key(0);
                    Entries remover = group.any();
                    remover.remove(key);
                    List<Delta> removal = remover.drain();
                    for (Entries node : group.nodes) {
                        removal.forEach(node::take);
                        old.forEach(node::merge);
                        group.written.forEach(all -> all.forEach(node::take));
                        assertThat(node.find(key)).isEmpty();
                    }
                    group.allMeet();
                    assertThat(group.nodes).allMatch(node -> node.find(key).isEmpty());
                });
    }

    /** What has been seen is only named, and that is as good. */
    @Test
    void whatTheOtherHasSeenNeedNotBeSent() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    group.live(random.nextInt(60));
                    Entries one = copy(group.nodes.get(0));
                    Entries other = group.nodes.get(1);
                    Entries whole = copy(one);
                    whole.merge(other.state(new Versions()));
                    State some = other.state(one.versions());
                    assertThat(some.entries())
                            .noneMatch(entry -> one.versions().covers(entry.dot()));
                    one.merge(some);
                    assertThat(one.digest()).isEqualTo(whole.digest());
                });
    }

    @Test
    void whatEachHasToldInItsOrderIsWhatAllHold() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    for (int i = random.nextInt(60); i > 0; i--) {
                        group.live(1);
                        Entries node = group.any();
                        group.written.forEach(all -> all.forEach(node::take));
                    }
                    group.nodes.forEach(
                            node -> group.written.forEach(all -> all.forEach(node::take)));
                    Versions first = group.nodes.getFirst().versions();
                    assertThat(group.nodes).allMatch(node -> node.versions().equals(first));
                });
    }

    /** Not even by what somebody says of it who has not heard of the removal. */
    @Test
    void whatIsSaidOfARegistrationThatWasRemovedComesTooLate() {
        Seeds.each(
                random -> {
                    Group group = new Group(random);
                    group.live(random.nextInt(20));
                    Key key = key(0);
                    Entries registrar = group.nodes.get(0);
                    registrar.put(key, value(1_000));
                    group.allMeet();
                    group.nodes.forEach(Entries::drain);
                    group.nodes.get(1).say(key, value(1_000));
                    group.nodes.get(2).remove(key);
                    List<Delta> said = group.nodes.get(1).drain();
                    List<Delta> removal = group.nodes.get(2).drain();
                    if (random.nextBoolean()) {
                        said.forEach(registrar::take);
                        removal.forEach(registrar::take);
                    } else {
                        removal.forEach(registrar::take);
                        said.forEach(registrar::take);
                    }
                    assertThat(registrar.find(key)).isEmpty();
                    group.meet(group.any(), group.any());
                    group.allMeet();
                    assertThat(group.nodes).allMatch(node -> node.find(key).isEmpty());
                });
    }

    private static Entries copy(Entries entries) {
        Entries copy = new Entries();
        copy.load(entries.state(new Versions()));
        return copy;
    }

    private static Set<Object> shown(Entries entries) {
        Set<Object> shown = new LinkedHashSet<>();
        entries.all().forEach(shown::add);
        return shown;
    }

    private static Key key(int number) {
        return new Key(SERVICE, ClientId.connection("c" + number));
    }

    private static Entry.Value value(long order) {
        Published published =
                new Published(
                        ClientId.connection("c"),
                        false,
                        List.of(Instance.at(SERVICE, "10.0.0.1", 80)),
                        order);
        return new Entry.Value(published, new Origin(new NodeId("n0"), 1), false);
    }
}
