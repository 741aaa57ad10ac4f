package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.Closure;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.member.Group;
import dev.pharos.server.cluster.raft.entry.Leader;
import dev.pharos.server.cluster.raft.member.LinkTransport;
import dev.pharos.server.cluster.raft.member.Member;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group as the library keeps it. One that is added gets the log first, and counts only when it
 * has caught up: the library does both in one change, which a change of leader ends.
 */
final class RaftGroup implements Group {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    /** Of the library: heartbeats come so many times within the election timeout. */
    private static final int HEARTBEATS = 10;

    private final World world;
    private final MemberSettings settings;
    private final NodeId self;
    private final Following following;
    private final LinkTransport transport;
    private final Inside inside;
    private volatile List<NodeId> learners = List.of();

    /** What the log has, which this is a view of. */
    interface Inside {
        void begin(List<String> founders) throws IOException;

        Optional<Member> member();

        /** Index of the last entry that the state has. */
        long applied();
    }

    RaftGroup(
            World world,
            MemberSettings settings,
            Following following,
            LinkTransport transport,
            Inside inside) {
        this.world = world;
        this.settings = settings;
        this.self = new NodeId(settings.self());
        this.following = following;
        this.transport = transport;
        this.inside = inside;
    }

    @Override
    public void found() throws IOException {
        begin(settings.founders());
    }

    @Override
    public void join() throws IOException {
        begin(List.of());
    }

    private void begin(List<String> founders) throws IOException {
        inside.begin(founders);
        following.changed();
    }

    @Override
    public List<NodeId> members() {
        return inside.member().stream()
                .flatMap(member -> member.voters().stream())
                .map(NodeId::new)
                .toList();
    }

    @Override
    public List<NodeId> learners() {
        return learners;
    }

    @Override
    public CompletionStage<Void> add(NodeId node) {
        if (members().contains(node)) {
            return CompletableFuture.completedStage(null);
        }
        LOG.info("adding node={}: it catches up", node);
        learners(List.of(node));
        return change(node, Member::add, "added").whenComplete((_, _) -> learners(List.of()));
    }

    @Override
    public CompletionStage<Void> replace(NodeId old, NodeId node) {
        LOG.info("replacing node={} by={}: it catches up", old, node);
        learners(List.of(node));
        return change(node, (member, id, done) -> member.replace(old.value(), id, done), "added")
                .whenComplete((_, _) -> learners(List.of()));
    }

    @Override
    public CompletionStage<Void> remove(NodeId node) {
        if (!members().contains(node)) {
            return CompletableFuture.completedStage(null);
        }
        LOG.info("removing node={}", node);
        return change(node, Member::remove, "removed");
    }

    private interface Change {
        void in(Member member, String node, Closure done);
    }

    private CompletionStage<Void> change(NodeId node, Change change, String what) {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        Optional<Member> member = inside.member();
        if (member.isEmpty() || !following.leads()) {
            reply.completeExceptionally(refused(node, what, "this node does not lead"));
            return reply;
        }
        world.tasks()
                .execute(
                        () ->
                                change.in(
                                        member.get(),
                                        node.value(),
                                        status -> {
                                            if (status.isOk()) {
                                                reply.complete(null);
                                            } else {
                                                String why = status.getErrorMsg();
                                                reply.completeExceptionally(
                                                        refused(node, what, why));
                                            }
                                        }));
        return reply;
    }

    private static FaultException refused(NodeId node, String what, String why) {
        LOG.info("node={} is not {} reason=\"{}\"", node, what, why);
        String cause = "node " + node + " is not " + what + ": " + why;
        return new FaultException(new Fault.Unavailable(cause, "it is tried again"));
    }

    private void learners(List<NodeId> now) {
        learners = now;
        following.changed();
    }

    @Override
    public Optional<Standing> standing() {
        return inside.member().map(this::standing);
    }

    private Standing standing(Member member) {
        Optional<NodeId> leader = following.leader().map(Leader::id);
        long now = world.steadyMillis();
        long heard = Math.max(transport.heardMillis(), following.ledMillis());
        Duration heartbeat = settings.electionTimeout().dividedBy(HEARTBEATS);
        return new Standing(
                role(member, now - heard),
                member.term(),
                member.votedFor().map(NodeId::new),
                leader,
                inside.applied(),
                rest(settings.electionTimeout(), now - heard),
                following.leads() ? rest(heartbeat, now - transport.sentMillis()) : Duration.ZERO);
    }

    private Role role(Member member, long silentMillis) {
        if (following.leads()) {
            return Role.LEADER;
        }
        boolean votes = member.voters().contains(self.value());
        if (following.leader().isPresent()) {
            return votes ? Role.FOLLOWER : Role.LEARNER;
        }
        if (!votes) {
            return Role.NONE;
        }
        boolean silent = silentMillis > settings.electionTimeout().toMillis();
        return silent ? Role.CANDIDATE : Role.FOLLOWER;
    }

    private static Duration rest(Duration of, long passedMillis) {
        Duration rest = of.minusMillis(passedMillis);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    @Override
    public void onChange(Runnable told) {
        following.onChange(told);
    }
}
