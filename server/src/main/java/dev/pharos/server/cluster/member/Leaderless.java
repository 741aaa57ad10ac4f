package dev.pharos.server.cluster.member;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.member.Ledger.Stage;
import dev.pharos.server.cluster.member.Members.Scene;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why nobody takes durable writes: who is missing, where, since when, and why.
 *
 * @param holdMillis how long a write is held, since that passes by itself as far as this node can
 *     see; 0 when it does not. Unit: milliseconds
 */
public record Leaderless(Fault why, long holdMillis) {
    /** Those who elect are done in that time, or do not reach each other. */
    public static final long ELECTION_MILLIS = 700;

    /** Whoever is added must first have all that is there; clients wait for 3 s. */
    static final long ADDING_MILLIS = 2_500;

    private static final String SOON = "try again in a moment";

    /** Of a node that has no others. */
    public static final Leaderless ALONE = of(0, "this node does not lead itself now", SOON);

    private static final String FORGOTTEN = "an address that this node has forgotten";

    static Leaderless of(Scene scene) {
        boolean isNone = scene.page().stage() == Stage.NONE;
        return switch (scene.forming()) {
            case Forming.Refuse no -> new Leaderless(no.fault(), 0);
            case Forming.Wait wait when isNone ->
                    of(wait.isBrief() ? ADDING_MILLIS : 0, wait.cause(), wait.remedy());
            case Forming.Found _ when isNone ->
                    of(ADDING_MILLIS, "this node founds the cluster", SOON);
            case Forming.Join join when isNone ->
                    of(ADDING_MILLIS, "this node joins the cluster " + join.cluster(), SOON);
            case Forming.Wait _, Forming.Found _, Forming.Join _ -> ofMember(scene);
        };
    }

    private static Leaderless of(long holdMillis, String cause, String remedy) {
        return new Leaderless(new Fault.NoLeader(cause, remedy), holdMillis);
    }

    private static Leaderless ofMember(Scene scene) {
        List<NodeId> voters = scene.sight().own().voters();
        if (!voters.contains(scene.sight().self().id())) {
            return of(
                    untilAdded(scene),
                    "this node waits to be added to the cluster "
                            + scene.page().cluster().orElse("")
                            + away(scene, leaders(scene)),
                    "list it, as "
                            + own(scene)
                            + ", on a node that is a member, if it is not; else try again in a"
                            + " moment");
        }
        List<NodeId> missing =
                voters.stream().filter(voter -> !scene.sight().reaches(voter)).toList();
        int here = voters.size() - missing.size();
        int needed = voters.size() / 2 + 1;
        String count = here + " of " + voters.size() + " reached, " + needed + " needed";
        return here >= needed
                ? of(
                        ELECTION_MILLIS,
                        "the nodes are electing one" + away(scene, missing) + "; " + count,
                        SOON)
                : of(
                        0,
                        away(scene, missing).substring(2) + "; " + count,
                        "start the missing nodes, or mend the network between them");
    }

    /** Nobody adds this node while none is reached that leads; perhaps never, if none lists it. */
    private static long untilAdded(Scene scene) {
        List<Report> members =
                scene.sight().spots().stream()
                        .filter(Spot::reached)
                        .filter(spot -> spot.cluster().equals(scene.page().cluster()))
                        .flatMap(spot -> spot.report().stream())
                        .toList();
        boolean isLed =
                members.stream()
                        .flatMap(report -> report.standing().stream())
                        .anyMatch(standing -> standing.role() == Role.LEADER);
        Address own = own(scene);
        boolean isListed = members.stream().anyMatch(one -> one.list().find(own).isPresent());
        if (!isLed) {
            return 0;
        }
        return isListed ? ADDING_MILLIS : ELECTION_MILLIS;
    }

    private static Address own(Scene scene) {
        return scene.sight().ownEntry().orElse(scene.sight().self().address());
    }

    /** Those who could add this node, as far as others have said who leads. */
    private static List<NodeId> leaders(Scene scene) {
        return scene.sight().spots().stream()
                .flatMap(spot -> spot.report().stream())
                .flatMap(report -> report.standing().stream())
                .filter(standing -> standing.role() != Role.LEADER)
                .map(Standing::leader)
                .flatMap(Optional::stream)
                .distinct()
                .filter(leader -> !scene.sight().reaches(leader))
                .toList();
    }

    /** Begins with a separator, unless there are none. */
    private static String away(Scene scene, List<NodeId> nodes) {
        List<String> told = new ArrayList<>();
        for (NodeId node : nodes) {
            told.add(away(scene, node));
        }
        return told.isEmpty() ? "" : ": " + String.join(", ", told);
    }

    private static String away(Scene scene, NodeId node) {
        Address known = scene.page().known().get(node);
        Optional<Spot> spot =
                scene.sight()
                        .spot(node)
                        .or(
                                () ->
                                        scene.sight().spots().stream()
                                                .filter(s -> s.entry().address().equals(known))
                                                .findFirst());
        String where = spot.map(s -> s.entry().toString()).orElse(FORGOTTEN);
        if (known != null && spot.isEmpty()) {
            where = known.toString();
        }
        String why =
                spot.map(
                                s ->
                                        " for "
                                                + (scene.nowMillis() - s.sinceMillis()) / 1000
                                                + " s ("
                                                + s.problem()
                                                + ")")
                        .orElse("");
        return where + " not reached" + why;
    }
}
