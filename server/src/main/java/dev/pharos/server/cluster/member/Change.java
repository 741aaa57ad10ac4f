package dev.pharos.server.cluster.member;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.NodeList;
import dev.pharos.core.name.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;

/** What the leader changes in its group next, so that it becomes what the lists say. */
sealed interface Change {
    /** Which node is put in, or is taken out. */
    NodeId node();

    /** It catches up, and then votes. */
    record Add(NodeId node) implements Change {}

    /** No living member lists it any more. */
    record Remove(NodeId node) implements Change {}

    /** It catches up, and then votes in the place of one whose data are lost. */
    record Replace(NodeId old, NodeId node) implements Change {}

    /**
     * The group as the leader knows it.
     *
     * @param cluster its id
     * @param known where each was last seen
     */
    record Members(String cluster, List<NodeId> voters, NavigableMap<NodeId, Address> known) {
        private boolean has(NodeId node) {
            return voters.contains(node);
        }
    }

    static Optional<Change> next(Sight sight, Members members) {
        List<NodeList> lists = living(sight, members);
        return sight.spots().stream()
                .filter(spot -> waits(spot, members))
                .filter(spot -> isListed(lists, spot.entry().address()))
                .map(spot -> in(sight, members, spot))
                .findFirst()
                .or(
                        () ->
                                lists.size() > members.voters.size() / 2
                                        ? out(sight, members, lists)
                                        : Optional.empty());
    }

    /** The lists of the members that are reached. */
    private static List<NodeList> living(Sight sight, Members members) {
        List<NodeList> lists = new ArrayList<>();
        lists.add(sight.own().list());
        for (NodeId voter : members.voters) {
            if (!voter.equals(sight.self().id())) {
                sight.spot(voter)
                        .filter(Spot::reached)
                        .flatMap(Spot::report)
                        .ifPresent(report -> lists.add(report.list()));
            }
        }
        return lists;
    }

    /** Whether a node of this cluster is there that is no member yet. */
    private static boolean waits(Spot spot, Members members) {
        return spot.reached()
                && spot.id().filter(id -> !members.has(id)).isPresent()
                && spot.report()
                        .flatMap(Report::cluster)
                        .filter(members.cluster::equals)
                        .isPresent();
    }

    private static boolean isListed(List<NodeList> lists, Address address) {
        return lists.stream().anyMatch(list -> list.find(address).isPresent());
    }

    /** A member that was known there, and is nowhere now, has lost its data. */
    private static Change in(Sight sight, Members members, Spot spot) {
        NodeId node = spot.id().orElseThrow();
        return members.voters.stream()
                .filter(voter -> spot.entry().address().equals(members.known.get(voter)))
                .filter(voter -> !sight.reaches(voter))
                .<Change>map(voter -> new Replace(voter, node))
                .findFirst()
                .orElse(new Add(node));
    }

    private static Optional<Change> out(Sight sight, Members members, List<NodeList> lists) {
        return members.voters.stream()
                .filter(voter -> isSuperfluous(sight, members, lists, voter))
                .<Change>map(Remove::new)
                .findFirst();
    }

    /** A name stands for who is there: who is away for a moment has not been taken out. */
    private static boolean isSuperfluous(
            Sight sight, Members members, List<NodeList> lists, NodeId voter) {
        List<Address> places = places(sight, members, voter).toList();
        boolean isListed = places.stream().anyMatch(place -> isListed(lists, place));
        boolean mayBeAway =
                sight.listed()
                        .name()
                        .filter(
                                name ->
                                        sight.reaches(voter)
                                                || name.size() == 0
                                                || members.voters.size() <= name.size())
                        .isPresent();
        return !places.isEmpty() && !isListed && !mayBeAway;
    }

    private static Stream<Address> places(Sight sight, Members members, NodeId voter) {
        return Stream.concat(
                sight.spots().stream()
                        .filter(spot -> spot.isOf(voter))
                        .map(spot -> spot.entry().address()),
                Stream.ofNullable(members.known.get(voter)));
    }
}
