package dev.pharos.server.cluster.member;

import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A group that agrees at once: its first member leads it for as long as that lives. */
final class FakeGroup implements Group {
    private static final Order NOBODY = new Order(new NodeId("nobody"));

    private final NodeId self;
    private final Map<NodeId, FakeGroup> all;
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<Runnable> told = new CopyOnWriteArrayList<>();
    private volatile boolean begun;
    private volatile Order order;

    /** What its members share. */
    private static final class Order {
        private final NodeId leader;
        private final List<NodeId> voters = new CopyOnWriteArrayList<>();

        Order(NodeId leader) {
            this.leader = leader;
        }
    }

    /** {@code before}: what this node was in before it was started again. */
    private FakeGroup(NodeId self, Map<NodeId, FakeGroup> all, @Nullable FakeGroup before) {
        this.self = self;
        this.all = all;
        this.order = before == null ? NOBODY : before.order;
    }

    static FakeGroup of(NodeId self, Map<NodeId, FakeGroup> all) {
        FakeGroup group = new FakeGroup(self, all, all.get(self));
        all.put(self, group);
        return group;
    }

    static Map<NodeId, FakeGroup> none() {
        return new ConcurrentHashMap<>();
    }

    List<String> done() {
        return List.copyOf(done);
    }

    @Override
    public void found() {
        begun = true;
        done.add("found");
        if (order.equals(NOBODY)) {
            Order fresh = new Order(self);
            fresh.voters.add(self);
            order = fresh;
        }
        told.forEach(Runnable::run);
    }

    @Override
    public void join() {
        begun = true;
        done.add("join");
    }

    @Override
    public List<NodeId> members() {
        Order now = order;
        return begun ? List.copyOf(now.voters) : List.of();
    }

    @Override
    public List<NodeId> learners() {
        return List.of();
    }

    @Override
    public CompletionStage<Void> add(NodeId node) {
        return change("add " + node, List.of(), List.of(node));
    }

    @Override
    public CompletionStage<Void> replace(NodeId old, NodeId node) {
        return change("replace " + old + " by " + node, List.of(old), List.of(node));
    }

    @Override
    public CompletionStage<Void> remove(NodeId node) {
        return change("remove " + node, List.of(node), List.of());
    }

    private CompletionStage<Void> change(String what, List<NodeId> out, List<NodeId> in) {
        Order now = order;
        boolean ready = in.stream().map(all::get).allMatch(group -> group != null && group.begun);
        if (!now.leader.equals(self) || !ready) {
            return CompletableFuture.failedStage(new IllegalStateException(what));
        }
        done.add(what);
        now.voters.removeAll(out);
        now.voters.addAll(in);
        for (FakeGroup other : all.values()) {
            if (in.contains(other.self)) {
                other.order = now;
            }
            other.told.forEach(Runnable::run);
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public Optional<Standing> standing() {
        Order now = order;
        if (!begun) {
            return Optional.empty();
        }
        boolean isIn = now.voters.contains(self);
        Role role = isIn ? Role.FOLLOWER : Role.NONE;
        return Optional.of(
                new Standing(
                        isIn && now.leader.equals(self) ? Role.LEADER : role,
                        1,
                        Optional.empty(),
                        isIn ? Optional.of(now.leader) : Optional.empty(),
                        0,
                        Duration.ZERO,
                        Duration.ZERO));
    }

    @Override
    public void onChange(Runnable run) {
        told.add(run);
    }
}
