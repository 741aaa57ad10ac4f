package dev.pharos.server.cluster.member;

import dev.pharos.core.member.Entry;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.Met;
import java.util.Optional;

/**
 * What is seen at one entry of a list.
 *
 * @param greeting what was said there last; absent when nothing ever was
 * @param reached whether messages reach it now; false of this node itself
 * @param sinceMillis of the last change of that. Unit: the world's steady milliseconds
 * @param problem why it is not reached, in a phrase; empty when it is
 * @param report its newest, while it is fresh
 */
record Spot(
        Entry entry,
        Optional<Greeting> greeting,
        boolean reached,
        long sinceMillis,
        String problem,
        Optional<Report> report) {
    Optional<NodeId> id() {
        return greeting.map(Greeting::id);
    }

    boolean isOf(NodeId node) {
        return id().filter(node::equals).isPresent();
    }

    boolean isTried() {
        return reached || !problem.equals(Met.UNTRIED);
    }

    /** A greeting is as old as the connection, and a report is not. */
    Optional<String> cluster() {
        return report.flatMap(Report::cluster).or(() -> greeting.flatMap(Greeting::cluster));
    }
}
