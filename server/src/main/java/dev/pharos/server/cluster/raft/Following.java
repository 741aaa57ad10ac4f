package dev.pharos.server.cluster.raft;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.raft.entry.Leader;
import dev.pharos.server.port.World;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom this node follows, or that it leads; as the library says. Thread: its one changes it. */
final class Following {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    private final World world;
    private final List<Runnable> told = new CopyOnWriteArrayList<>();
    private volatile @Nullable Leader leader;
    private volatile boolean leads;
    private volatile long ledMillis;
    private volatile List<NodeId> members = List.of();
    private volatile CompletableFuture<Void> another = new CompletableFuture<>();

    Following(World world) {
        this.world = world;
        this.ledMillis = world.steadyMillis();
    }

    Optional<Leader> leader() {
        return Optional.ofNullable(leader);
    }

    boolean leads() {
        return leads;
    }

    boolean leadsOthers() {
        return leads && members.size() > 1;
    }

    /** When it led last. Unit: milliseconds of {@link World#steadyMillis}. */
    long ledMillis() {
        return leads ? world.steadyMillis() : ledMillis;
    }

    /** Done when another leads. */
    CompletableFuture<Void> another() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        another = done;
        if (leader != null && !leads) {
            done.complete(null);
        }
        return done;
    }

    /** Runs after each change from now on; does not hold up what changes. */
    void onChange(Runnable run) {
        told.add(run);
    }

    void changed() {
        told.forEach(world.tasks()::execute);
    }

    void leads(NodeId self, long term) {
        LOG.info("leading term={}", term);
        leads = true;
        leader = new Leader(self, term);
        changed();
    }

    void follows(NodeId other, long term) {
        LOG.info("following leader={} term={}", other, term);
        leads = false;
        leader = new Leader(other, term);
        another.complete(null);
        changed();
    }

    void nobody(String why) {
        Leader last = leader;
        if (last != null) {
            LOG.info(
                    "{} leader={} term={} reason=\"{}\"",
                    leads ? "leading no more" : "following no more",
                    last.id(),
                    last.term(),
                    why);
        }
        if (leads) {
            ledMillis = world.steadyMillis();
        }
        leads = false;
        leader = null;
        changed();
    }

    void members(List<NodeId> voters) {
        if (!voters.equals(members)) {
            LOG.info("members={}", voters);
            members = List.copyOf(voters);
            changed();
        }
    }
}
