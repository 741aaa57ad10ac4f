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
 * @param isBrief whether that passes by itself in a moment, as far as this node can see
 */
public record Leaderless(Fault why, boolean isBrief) {
    private static final String SOON = "try again in a moment";

    /** Of a node that has no others. */
    public static final Leaderless ALONE = of(false, "this node does not lead itself now", SOON);

    private static final String FORGOTTEN = "an address that this node has forgotten";

    static Leaderless of(Scene scene) {
        boolean isNone = scene.page().stage() == Stage.NONE;
        return switch (scene.forming()) {
            case Forming.Refuse no -> new Leaderless(no.fault(), false);
            case Forming.Wait wait when isNone -> of(wait.isBrief(), wait.cause(), wait.remedy());
            case Forming.Found _ when isNone -> of(true, "this node founds the cluster", SOON);
            case Forming.Join join when isNone ->
                    of(true, "this node joins the cluster " + join.cluster(), SOON);
            case Forming.Wait _, Forming.Found _, Forming.Join _ -> ofMember(scene);
        };
    }

    private static Leaderless of(boolean isBrief, String cause, String remedy) {
        return new Leaderless(new Fault.NoLeader(cause, remedy), isBrief);
    }

    private static Leaderless ofMember(Scene scene) {
        List<NodeId> voters = scene.sight().own().voters();
        if (!voters.contains(scene.sight().self().id())) {
            return of(
                    isLed(scene),
                    "this node waits to be added to the cluster "
                            + scene.page().cluster().orElse("")
                            + away(scene, leaders(scene)),
                    "list it, as "
                            + scene.sight().ownEntry().orElse(scene.sight().self().address())
                            + ", on a node that is a member, if it is not; else try again in a"
                            + " moment");
        }
        List<NodeId> missing =
                voters.stream().filter(voter -> !scene.sight().reaches(voter)).toList();
        int here = voters.size() - missing.size();
        int needed = voters.size() / 2 + 1;
        String count = here + " of " + voters.size() + " reached, " + needed + " needed";
        return here >= needed
                ? of(true, "the nodes are electing one" + away(scene, missing) + "; " + count, SOON)
                : of(
                        false,
                        away(scene, missing).substring(2) + "; " + count,
                        "start the missing nodes, or mend the network between them");
    }

    /** Whether one is reached that leads the cluster to which this node is to be added. */
    private static boolean isLed(Scene scene) {
        return scene.sight().spots().stream()
                .filter(Spot::reached)
                .filter(spot -> spot.cluster().equals(scene.page().cluster()))
                .flatMap(spot -> spot.report().stream())
                .flatMap(report -> report.standing().stream())
                .anyMatch(standing -> standing.role() == Role.LEADER);
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
