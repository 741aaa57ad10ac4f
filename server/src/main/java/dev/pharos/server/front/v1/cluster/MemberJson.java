package dev.pharos.server.front.v1.cluster;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Cluster;
import dev.pharos.server.port.cluster.ClusterView.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node as the core of 2.x shows it, and beside that what only this server knows of it.
 *
 * <p>Source: golden 31-core-v1/nodes.
 */
final class MemberJson {
    private static final String GROUP = "naming_persistent_service_v2";

    private final Cluster cluster;
    private final long nowMillis;

    MemberJson(Cluster cluster, long nowMillis) {
        this.cluster = cluster;
        this.nowMillis = nowMillis;
    }

    void write(JsonWriter json, Node node) {
        json.text("ip", node.address().host())
                .number("port", node.address().port())
                .text("state", state(node.life()))
                .object("extendInfo", extended -> extended(extended, node))
                .text("address", node.address().toString())
                .number("failAccessCnt", 0)
                .object("abilities", MemberJson::abilities)
                .flag("grpcReportEnabled", true);
    }

    private static String state(Life life) {
        return switch (life) {
            case UNKNOWN -> "STARTING";
            case UP -> "UP";
            case SUSPECT -> "SUSPICIOUS";
            case DOWN -> "DOWN";
        };
    }

    private void extended(JsonWriter json, Node node) {
        json.number("lastRefreshTime", nowMillis - node.since().toMillis())
                .object(
                        "raftMetaData",
                        raft -> raft.object("metaDataMap", map -> groups(map, node)))
                .text("raftPort", Integer.toString(node.peerPort()))
                .flag("readyToUpgrade", true)
                .flag("supportGrayModel", true)
                .text("version", "2.5.1");
        node.id().ifPresent(id -> json.text("nodeId", id.value()));
        json.number("sinceMillis", node.since().toMillis()).text("problem", node.problem());
        node.standing().ifPresent(standing -> standing(json, standing));
    }

    private static void standing(JsonWriter json, ClusterView.Standing standing) {
        json.text("role", standing.role().name())
                .number("term", standing.term())
                .number("applied", standing.applied());
    }

    private void groups(JsonWriter json, Node node) {
        node.standing()
                .ifPresent(
                        standing ->
                                json.object(
                                        GROUP,
                                        group ->
                                                group.textOrNull("leader", leader(standing))
                                                        .texts("raftGroupMember", members())
                                                        .number("term", standing.term())));
    }

    private List<String> members() {
        return cluster.nodes().stream()
                .filter(node -> node.standing().isPresent())
                .map(MemberJson::peer)
                .toList();
    }

    private @Nullable String leader(ClusterView.Standing standing) {
        return standing.leader().flatMap(cluster::find).map(MemberJson::peer).orElse(null);
    }

    private static String peer(Node node) {
        return new Address(node.address().host(), node.peerPort()).toString();
    }

    private static void abilities(JsonWriter json) {
        json.object(
                        "remoteAbility",
                        remote ->
                                remote.flag("supportRemoteConnection", true)
                                        .flag("grpcReportEnabled", true))
                .object("configAbility", config -> config.flag("supportRemoteMetrics", false))
                .object("namingAbility", naming -> naming.flag("supportJraft", true));
    }
}
