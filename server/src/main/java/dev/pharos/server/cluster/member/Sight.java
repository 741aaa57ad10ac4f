package dev.pharos.server.cluster.member;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.NodeList;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.peer.Greeting;
import java.util.List;
import java.util.Optional;

/**
 * All that one node sees at a moment.
 *
 * @param self what it says of itself
 * @param own what it reports of itself
 * @param listed its list
 * @param spots what it sees at the entries of its list, and of those of others of its cluster
 */
record Sight(Greeting self, Report own, Listed listed, List<Spot> spots) {
    Sight {
        spots = List.copyOf(spots);
    }

    /** At the entries of its own list only. */
    List<Spot> listedSpots() {
        return spots.stream()
                .filter(spot -> listed.nodes().find(spot.entry().address()).isPresent())
                .toList();
    }

    boolean isSelf(Spot spot) {
        return spot.greeting().filter(self::isSameRun).isPresent();
    }

    /** Whether all that can be known of each entry is known. */
    boolean isComplete() {
        return spots.stream()
                .allMatch(
                        spot ->
                                isSelf(spot)
                                        || spot.report().isPresent()
                                        || (!spot.reached() && spot.isTried()));
    }

    /** Where another process goes by this node's id. */
    Optional<Spot> copy() {
        return spots.stream()
                .filter(spot -> spot.greeting().filter(self::isCopyOf).isPresent())
                .findFirst();
    }

    /** Where a node has been met. */
    Optional<Spot> spot(NodeId node) {
        return spots.stream().filter(spot -> spot.isOf(node)).findFirst();
    }

    boolean reaches(NodeId node) {
        return node.equals(self.id())
                || spots.stream().anyMatch(spot -> spot.reached() && spot.isOf(node));
    }

    /** This node's own entry. */
    Optional<Address> ownEntry() {
        return spots.stream().filter(this::isSelf).map(spot -> spot.entry().address()).findFirst();
    }

    /** Those for whom nobody is to wait, as an operator has said to any of those of one list. */
    Optional<NodeList> without() {
        Optional<NodeList> all = own.without();
        for (Spot spot : spots) {
            Optional<NodeList> theirs =
                    spot.report()
                            .filter(report -> report.list().equals(own.list()))
                            .flatMap(Report::without);
            if (theirs.isPresent()) {
                all = Optional.of(all.map(nodes -> nodes.and(theirs.get())).orElse(theirs.get()));
            }
        }
        return all;
    }
}
