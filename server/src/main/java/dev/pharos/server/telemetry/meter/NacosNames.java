package dev.pharos.server.telemetry.meter;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Every figure under its name: those that Nacos has under Nacos' names, and ours, which begin with
 * {@code pharos_}. What Nacos has and this node has not (queues between nodes, dumps to a disk) is
 * left out rather than told as zero.
 *
 * <p>Source: http-v2.md §8 of the reference; Nacos sets some of these gauges back each midnight, we
 * do not.
 */
final class NacosNames implements MultiCollector {
    private static final String MONITOR = "nacos_monitor";
    private static final String TIMER = "nacos_timer_seconds";
    private static final double MILLIS = 1000;
    private static final String LEADER = "LEADER";

    /** The cost of pushes when there was none yet. */
    private static final double NEVER = -1;

    private final Meters meters;
    private final Supplier<Census> census;

    NacosNames(Meters meters, Supplier<Census> census) {
        this.meters = meters;
        this.census = census;
    }

    @Override
    public MetricSnapshots collect() {
        Census now = census.get();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        all.metricSnapshot(monitor(now));
        all.metricSnapshot(
                byVersion(
                        "nacos_naming_subscriber",
                        "Subscriptions of services, by the generation of clients",
                        now.naming().subscriptions().udp(),
                        now.naming().subscriptions().all() - now.naming().subscriptions().udp()));
        all.metricSnapshot(
                byVersion(
                        "nacos_naming_publisher",
                        "Clients that may publish instances, by the generation of clients",
                        now.naming().addresses(),
                        now.naming().publishers()));
        all.metricSnapshot(exceptions());
        timers(all, TIMER, "How long things took", nacosTimers());
        timers(all, "http_server_requests_seconds", "Calls over HTTP", http());
        timers(all, "grpc_server_requests_seconds", "Requests over gRPC", rpc());
        ours(all, now);
        return all.build();
    }

    private GaugeSnapshot monitor(Census now) {
        GaugeSnapshot.Builder gauges =
                GaugeSnapshot.builder().name(MONITOR).help("What the parts of Nacos count");
        monitorConfig(gauges, now.config());
        monitorNaming(gauges, now.naming());
        monitor(gauges, "naming", "leaderStatus", leads(now) ? 1 : 0);
        monitor(gauges, "core", "longConnection", now.connections());
        return gauges.build();
    }

    private static boolean leads(Census now) {
        return now.nodes().stream().anyMatch(node -> node.isSelf() && node.role().equals(LEADER));
    }

    private void monitorConfig(GaugeSnapshot.Builder gauges, Census.Config now) {
        monitor(gauges, "config", "getConfig", meters.requests().configReads().count());
        monitor(gauges, "config", "publish", meters.requests().configWrites().count());
        monitor(gauges, "config", "longPolling", now.longPolls());
        monitor(gauges, "config", "configCount", now.configs());
    }

    private void monitorNaming(GaugeSnapshot.Builder gauges, Census.Naming now) {
        ProbeMeter probes = meters.probes();
        monitor(gauges, "naming", "mysqlHealthCheck", probes.count("mysql"));
        monitor(gauges, "naming", "httpHealthCheck", probes.count("http"));
        monitor(gauges, "naming", "tcpHealthCheck", probes.count("tcp"));
        monitor(gauges, "naming", "serviceCount", now.services());
        monitor(gauges, "naming", "ipCount", now.instances());
        monitor(gauges, "naming", "subscriberCount", now.subscriptions().all());
        Figures pushes = meters.push().services().figures();
        long arrived = pushes.count();
        long missing = meters.push().missing().sum();
        double costs = pushes.sum() * MILLIS;
        monitor(gauges, "naming", "totalPush", arrived + missing);
        monitor(gauges, "naming", "failedPush", missing);
        monitor(gauges, "naming", "maxPushCost", arrived == 0 ? NEVER : pushes.largest() * MILLIS);
        monitor(gauges, "naming", "avgPushCost", arrived == 0 ? NEVER : costs / arrived);
        monitor(gauges, "naming", "totalPushCountForAvg", arrived);
        monitor(gauges, "naming", "totalPushCostForAvg", costs);
    }

    private static void monitor(
            GaugeSnapshot.Builder gauges, String module, String name, Number value) {
        Labels labels = Labels.of("module", module, "name", name);
        gauges.dataPoint(point(labels, value.doubleValue()));
    }

    private static GaugeSnapshot byVersion(String name, String help, double v1, double v2) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.of("version", "v1"), v1))
                .dataPoint(point(Labels.of("version", "v2"), v2))
                .build();
    }

    /**
     * What Nacos counts of a database, of telling peers of each configuration and of heartbeats
     * between nodes is not here: there is no such thing.
     */
    private CounterSnapshot exceptions() {
        RequestMeter requests = meters.requests();
        return CounterSnapshot.builder()
                .name("nacos_exception")
                .help("Requests in error, requests that cannot be served, and full disks")
                .dataPoint(
                        exception("config", "illegalArgument", requests.configMistakes().count()))
                .dataPoint(exception("config", "nacos", requests.configFailures().count()))
                .dataPoint(exception("naming", "disk", meters.log().stops().sum()))
                .build();
    }

    private static CounterDataPointSnapshot exception(String module, String name, long count) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("module", module, "name", name))
                .value((double) count)
                .build();
    }

    private Map<Labels, Figures> nacosTimers() {
        Map<Labels, Figures> timers = new LinkedHashMap<>();
        timers.put(config("readConfigRt"), meters.requests().configReads());
        timers.put(config("writeConfigRt"), meters.requests().configWrites());
        timers.put(config("notifyRt"), meters.push().configs().figures());
        return timers;
    }

    private static Labels config(String name) {
        return Labels.of("module", "config", "name", name);
    }

    /** Source: the labels of Spring Boot 2, on which Nacos 2.x stands. */
    private Map<Labels, Figures> http() {
        RequestMeter requests = meters.requests();
        Map<Labels, Figures> timers = new LinkedHashMap<>();
        requests.http()
                .members()
                .forEach(
                        (call, timer) ->
                                timers.put(
                                        Labels.of(
                                                "exception", "None",
                                                "method", call.method(),
                                                "outcome", outcome(call.status()),
                                                "status", Integer.toString(call.status()),
                                                "uri", requests.uri(call)),
                                        timer.figures()));
        return timers;
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            default -> "SERVER_ERROR";
        };
    }

    private Map<Labels, Figures> rpc() {
        Map<Labels, Figures> timers = new LinkedHashMap<>();
        meters.requests()
                .rpc()
                .members()
                .forEach(
                        (request, timer) ->
                                timers.put(
                                        Labels.of(
                                                "errorCode",
                                                Integer.toString(request.errorCode()),
                                                "module",
                                                RequestMeter.module(request),
                                                "requestClass",
                                                request.type(),
                                                "success",
                                                Boolean.toString(request.errorCode() == 0),
                                                "throwableClass",
                                                "None"),
                                        timer.figures()));
        return timers;
    }

    private void ours(MetricSnapshots.Builder all, Census now) {
        histogram(
                all,
                "pharos_log_sync_seconds",
                "How long the disk took to make a batch of the log durable",
                Map.of(Labels.EMPTY, meters.log().syncs().figures()));
        histogram(
                all,
                "pharos_log_batch_commands",
                "How many commands shared an entry of the log",
                Map.of(Labels.EMPTY, meters.log().batches().figures()));
        Map<Labels, Figures> pushes = new LinkedHashMap<>();
        pushes.put(Labels.of("of", "service"), meters.push().services().figures());
        pushes.put(Labels.of("of", "config"), meters.push().configs().figures());
        histogram(
                all,
                "pharos_push_seconds",
                "From a change to the acknowledgement of who was told",
                pushes);
        all.metricSnapshot(
                GaugeSnapshot.builder()
                        .name("pharos_revision")
                        .help("The revision of the newest change of configurations")
                        .dataPoint(point(Labels.EMPTY, (double) now.config().revision()))
                        .build());
        Map<Labels, Figures> trips = new LinkedHashMap<>();
        meters.peers()
                .roundTrips()
                .forEach((node, trip) -> trips.put(Labels.of("node", node), trip.figures()));
        histogram(
                all,
                "pharos_peer_round_trip_seconds",
                "How long another node took to answer that it lives",
                trips);
        NodeFigures.add(all, now.nodes());
    }

    static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    /** Count and sum, and beside them the largest, as Micrometer's timers look. */
    private static void timers(
            MetricSnapshots.Builder all, String name, String help, Map<Labels, Figures> timers) {
        SummarySnapshot.Builder sums = SummarySnapshot.builder().name(name).help(help);
        GaugeSnapshot.Builder largest = GaugeSnapshot.builder().name(name + "_max").help(help);
        timers.forEach(
                (labels, figures) -> {
                    sums.dataPoint(
                            SummaryDataPointSnapshot.builder()
                                    .labels(labels)
                                    .count(figures.count())
                                    .sum(figures.sum())
                                    .build());
                    largest.dataPoint(point(labels, figures.largest()));
                });
        all.metricSnapshot(sums.build());
        all.metricSnapshot(largest.build());
    }

    private static void histogram(
            MetricSnapshots.Builder all, String name, String help, Map<Labels, Figures> members) {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder().name(name).help(help);
        members.forEach(
                (labels, figures) ->
                        histogram.dataPoint(
                                HistogramDataPointSnapshot.builder()
                                        .labels(labels)
                                        .classicHistogramBuckets(
                                                ClassicHistogramBuckets.of(
                                                        figures.upper(), figures.counts()))
                                        .sum(figures.sum())
                                        .build()));
        all.metricSnapshot(histogram.build());
    }
}
