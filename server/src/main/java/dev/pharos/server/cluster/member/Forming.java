package dev.pharos.server.cluster.member;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.NodeList;
import dev.pharos.core.name.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node does that belongs to no cluster. A cluster is founded once: by the node of the lowest
 * id, when every entry of the list has answered with the same list, and none has anything that
 * could be lost. Whoever has something is the beginning of a cluster, which the others join.
 */
sealed interface Forming {
    /** Not yet; {@code isBrief}: it will pass by itself in a moment. */
    record Wait(String cause, String remedy, boolean isBrief) implements Forming {
        Wait(String cause, String remedy) {
            this(cause, remedy, false);
        }

        static Wait briefly(String cause) {
            return new Wait(cause, "try again in a moment", true);
        }
    }

    /** This node is the first. */
    record Found() implements Forming {}

    /** There is a cluster already. */
    record Join(String cluster) implements Forming {}

    /** Never, as things are. */
    record Refuse(String cause, String remedy) implements Forming {
        Fault fault() {
            return new Fault.NoLeader(cause, remedy);
        }
    }

    static Forming decide(Sight sight) {
        Optional<Refuse> refusal = refusal(sight);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!sight.own().empty()) {
            return new Found();
        }
        Optional<String> cluster =
                sight.spots().stream()
                        .filter(Spot::reached)
                        .flatMap(spot -> spot.cluster().stream())
                        .findFirst();
        if (cluster.isPresent() && sight.isComplete()) {
            return new Join(cluster.get());
        }
        return cluster.isPresent() ? Wait.briefly("this node looks around") : begin(sight);
    }

    /** What no waiting mends. */
    private static Optional<Refuse> refusal(Sight sight) {
        Optional<Spot> copy = sight.copy();
        if (copy.isPresent()) {
            return Optional.of(
                    new Refuse(
                            "the node at "
                                    + copy.get().entry()
                                    + " goes by the node id "
                                    + sight.self().id()
                                    + " too: one of the two has a copy of the other's data folder",
                            "empty the data folder of the one that is new, and start it again"));
        }
        List<Spot> clusters =
                sight.spots().stream().filter(spot -> spot.cluster().isPresent()).toList();
        List<Spot> filled =
                sight.spots().stream()
                        .filter(spot -> !sight.isSelf(spot) && spot.cluster().isEmpty())
                        .filter(spot -> spot.report().filter(one -> !one.empty()).isPresent())
                        .toList();
        if (clusters.stream().map(Spot::cluster).distinct().count() > 1) {
            return Optional.of(
                    new Refuse(
                            clusters.stream()
                                    .map(Forming::belonging)
                                    .collect(Collectors.joining(", ")),
                            "two clusters are not made one: keep the nodes of one in the list, and"
                                    + " start the others with empty data folders"));
        }
        if (!sight.own().empty() && !(clusters.isEmpty() && filled.isEmpty())) {
            return Optional.of(own(sight, clusters, filled));
        }
        return Optional.empty();
    }

    /** This node has data, and so has another. */
    private static Refuse own(Sight sight, List<Spot> clusters, List<Spot> filled) {
        String others =
                Stream.concat(
                                clusters.stream().map(Forming::belonging),
                                filled.stream()
                                        .map(s -> "the node at " + s.entry() + " has data too"))
                        .collect(Collectors.joining(", "));
        return new Refuse(
                "this node, at " + sight.self().address() + ", has data of its own, and " + others,
                "empty the data folder of those whose data are not to be kept, and start them"
                        + " again; a backup can be put into the cluster's first node");
    }

    private static String belonging(Spot spot) {
        return "the node at "
                + spot.entry()
                + " belongs to the cluster "
                + spot.cluster().orElseThrow();
    }

    /** Nobody has anything yet. */
    private static Forming begin(Sight sight) {
        Optional<NodeList> without = sight.without();
        List<Spot> counted =
                sight.listedSpots().stream()
                        .filter(
                                spot ->
                                        without.flatMap(w -> w.find(spot.entry().address()))
                                                .isEmpty())
                        .toList();
        if (counted.stream().allMatch(spot -> sight.isSelf(spot) || spot.reached())
                && counted.stream().noneMatch(sight::isSelf)) {
            return new Wait(
                    "none of the entries of "
                            + sight.listed().source()
                            + " is this node: "
                            + counted.stream()
                                    .map(spot -> spot.entry() + " is " + spot.id().orElseThrow())
                                    .collect(Collectors.joining(", ")),
                    notListed(sight));
        }
        List<String> missing = new ArrayList<>();
        for (Spot spot : counted) {
            missing(sight, spot).ifPresent(missing::add);
        }
        if (missing.isEmpty()) {
            return amongAll(sight, counted);
        }
        String met =
                counted.stream().anyMatch(sight::isSelf)
                        ? ""
                        : "; and none of the entries met is this node, at "
                                + sight.self().address();
        return new Wait(
                told(counted.size(), counted.size() - missing.size(), missing) + met,
                "start them; or take their lines out of the list on all nodes, or say pharos"
                        + " cluster form --without HOST:PORT");
    }

    private static Forming amongAll(Sight sight, List<Spot> counted) {
        Optional<Spot> filled =
                counted.stream()
                        .filter(spot -> spot.report().filter(one -> !one.empty()).isPresent())
                        .findFirst();
        if (filled.isPresent()) {
            return Wait.briefly(
                    "the node at " + filled.get().entry() + " has data, and founds the cluster");
        }
        for (Spot spot : counted) {
            Optional<Report> theirs =
                    spot.report().filter(r -> !r.list().equals(sight.own().list()));
            if (theirs.isPresent()) {
                return new Wait(
                        "the nodes have different lists: "
                                + sight.own().list()
                                + " here, and "
                                + theirs.get().list()
                                + " at "
                                + spot.entry()
                                + " ("
                                + theirs.get().source()
                                + ")",
                        "give all nodes the same list");
            }
        }
        Optional<String> partial = sight.listed().partial();
        if (partial.isPresent()) {
            return new Wait(
                    "the list may not have all nodes yet: " + partial.get(),
                    "it goes on by itself when the name stands for all of them");
        }
        List<NodeId> ids = counted.stream().map(spot -> spot.id().orElseThrow()).sorted().toList();
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i).equals(ids.get(i - 1))) {
                return twice(counted, ids.get(i));
            }
        }
        NodeId lowest = ids.getFirst();
        return lowest.equals(sight.self().id())
                ? new Found()
                : Wait.briefly("all nodes are here, and " + lowest + " founds the cluster");
    }

    private static Forming twice(List<Spot> spots, NodeId id) {
        String where =
                spots.stream()
                        .filter(spot -> spot.isOf(id))
                        .map(spot -> spot.entry().toString())
                        .collect(Collectors.joining(" and "));
        long runs =
                spots.stream().filter(spot -> spot.isOf(id)).map(Spot::greeting).distinct().count();
        return runs > 1
                ? new Wait(
                        "two nodes go by the id " + id + ", at " + where,
                        "one of them has a copy of the other's data folder: empty that, and start"
                                + " it again")
                : new Wait(
                        "the entries " + where + " lead to one node, " + id,
                        "name each node once in the list");
    }

    /** Why an entry is not counted yet. */
    private static Optional<String> missing(Sight sight, Spot spot) {
        if (sight.isSelf(spot)) {
            return Optional.empty();
        }
        if (!spot.reached()) {
            return Optional.of(spot.entry() + " (" + spot.problem() + ")");
        }
        return spot.report().isEmpty()
                ? Optional.of(spot.entry() + " (it has not said what it lists)")
                : Optional.empty();
    }

    private static String told(int all, int here, List<String> missing) {
        return "the cluster is not founded yet: "
                + here
                + " of "
                + all
                + " nodes are here, missing "
                + String.join(", ", missing);
    }

    /** What to do when a node has met everybody but itself. */
    static String notListed(Sight sight) {
        return "this node is at "
                + sight.self().address()
                + ": add that to the list on all nodes, or set server.port and"
                + " nacos.inetutils.ip-address to what is listed";
    }
}
