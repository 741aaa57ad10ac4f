package dev.pharos.server.telemetry.meter;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What is told of each node of the cluster, under names that begin with {@code pharos_node_}. */
final class NodeFigures {
    private NodeFigures() {}

    static void add(MetricSnapshots.Builder all, List<Census.Node> nodes) {
        double newest =
                nodes.stream()
                        .mapToDouble(Census.Node::applied)
                        .filter(applied -> !Double.isNaN(applied))
                        .max()
                        .orElse(0);
        all.metricSnapshot(
                gauge(
                        "pharos_node_up",
                        "Whether the node is reached",
                        nodes,
                        NodeFigures::labels,
                        node -> node.isUp() ? 1 : 0));
        all.metricSnapshot(
                gauge(
                        "pharos_node_role",
                        "1 with the role that the node has in the group, or UNKNOWN",
                        nodes,
                        node -> labels(node).merge(Labels.of("role", node.role())),
                        _ -> 1));
        all.metricSnapshot(
                gauge(
                        "pharos_node_term",
                        "The term of the group in which the node was last heard of",
                        nodes,
                        NodeFigures::labels,
                        Census.Node::term));
        all.metricSnapshot(
                gauge(
                        "pharos_node_lag_entries",
                        "How many entries of the log the node has yet to apply, as far as is known",
                        nodes,
                        NodeFigures::labels,
                        node -> newest - node.applied()));
    }

    private static GaugeSnapshot gauge(
            String name,
            String help,
            List<Census.Node> nodes,
            Function<Census.Node, Labels> labels,
            ToDoubleFunction<Census.Node> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        nodes.forEach(
                node ->
                        gauge.dataPoint(
                                NacosNames.point(labels.apply(node), value.applyAsDouble(node))));
        return gauge.build();
    }

    private static Labels labels(Census.Node node) {
        return Labels.of("node", node.address());
    }
}
