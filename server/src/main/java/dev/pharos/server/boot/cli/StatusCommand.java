package dev.pharos.server.boot.cli;

import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.boot.cli.ask.Table;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.JsonWriter;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether the node is up, what it has, and what it knows of the others. */
@Command(
        name = "status",
        description = "Whether the node is up, what it has, and what it knows of the others.",
        footer = {
            "",
            "Examples:",
            "  pharos status",
            "  pharos status --server 10.0.0.7:8848 --json"
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin private Asked asked = new Asked();
    @Mixin private Shown shown = new Shown();

    @Option(
            names = "--durable",
            description = "End with 1 also when the node takes no durable writes.")
    private boolean durable;

    @Override
    public Integer call() throws IOException {
        NodeClient node = asked.node();
        boolean ready = node.find("/v1/console/health/readiness", Map.of()).good();
        JsonObject state = node.object("/v1/console/server/state", Map.of());
        JsonObject counts = node.object("/v1/ns/operator/metrics", Map.of("onlyStatus", "false"));
        String up = ready ? "up" : "not ready";
        Optional<String> refused = refused(node);
        String mode = state.text("standalone_mode", "");
        List<JsonObject> findings = findings(node);
        List<JsonObject> members = node.object("/v1/core/cluster/nodes", Map.of()).objects("data");
        if (shown.json()) {
            shown.print(
                    json ->
                            json.text("address", node.base())
                                    .text("status", up)
                                    .text("durableWrites", refused.isEmpty() ? "taken" : "refused")
                                    .text("cause", refused.orElse(""))
                                    .text("mode", mode)
                                    .text("wire", state.text("version", ""))
                                    .number("services", counts.number("serviceCount", 0))
                                    .number("instances", counts.number("instanceCount", 0))
                                    .number("clients", counts.number("clientCount", 0))
                                    .array(
                                            "nodes",
                                            members,
                                            (array, member) ->
                                                    array.open(one -> member(one, member)))
                                    .array(
                                            "findings",
                                            findings,
                                            (array, it) -> array.open(one -> finding(one, it))));
        } else {
            node(List.of(node.base(), up, refused.isEmpty() ? "yes" : "no", mode), state, counts)
                    .print(shown.out());
            refused.ifPresent(why -> shown.out().println("no durable writes are taken: " + why));
            shown.out().println();
            members(members).print(shown.out());
            findings.forEach(finding -> shown.out().println(told(finding)));
        }
        boolean good = ready && (refused.isEmpty() || !durable);
        return good ? 0 : Main.NO;
    }

    /** {@code said}: the first columns. */
    private static Table node(List<String> said, JsonObject state, JsonObject counts) {
        Table table =
                new Table(
                        "NODE",
                        "STATUS",
                        "WRITES",
                        "MODE",
                        "WIRE",
                        "SERVICES",
                        "INSTANCES",
                        "CLIENTS");
        List<String> row = new ArrayList<>(said);
        row.add(state.text("version", ""));
        row.add(counts.text("serviceCount", "0"));
        row.add(counts.text("instanceCount", "0"));
        row.add(counts.text("clientCount", "0"));
        table.row(row.toArray(String[]::new));
        return table;
    }

    /** Why the node takes nothing durable, if so. */
    private static Optional<String> refused(NodeClient node) throws IOException {
        NodeClient.Answer answer = node.find("/actuator/health/durable", Map.of());
        if (answer.good() || answer.status() == HttpURLConnection.HTTP_NOT_FOUND) {
            return Optional.empty(); // a node of another version does not say
        }
        return Json.parse(answer.body()).object("details").flatMap(said -> said.text("cause"));
    }

    /** What somebody should mend. */
    private static List<JsonObject> findings(NodeClient node) throws IOException {
        NodeClient.Answer answer = node.find("/actuator/health", Map.of());
        return !answer.good() ? List.of() : findings(Json.parse(answer.body()));
    }

    private static List<JsonObject> findings(JsonObject health) {
        return health.object("components")
                .flatMap(parts -> parts.object("findings"))
                .flatMap(part -> part.object("details"))
                .map(details -> details.objects("findings"))
                .orElse(List.of());
    }

    private static String told(JsonObject finding) {
        return "finding: %s (%s): %s; %s"
                .formatted(
                        finding.text("name", ""),
                        finding.text("place", ""),
                        finding.text("cause", ""),
                        finding.text("remedy", ""));
    }

    private static void finding(JsonWriter json, JsonObject finding) {
        for (String member : List.of("name", "place", "cause", "remedy")) {
            json.text(member, finding.text(member, ""));
        }
    }

    private static Table members(List<JsonObject> members) {
        Table table = new Table("MEMBER", "STATE", "ROLE", "TERM", "APPLIED", "ID", "PROBLEM");
        for (JsonObject member : members) {
            JsonObject said = said(member);
            table.row(
                    member.text("address", ""),
                    member.text("state", ""),
                    said.text("role", "-"),
                    said.scalar("term").orElse("-"),
                    said.scalar("applied").orElse("-"),
                    said.text("nodeId", "-"),
                    said.text("problem", ""));
        }
        return table;
    }

    private static void member(JsonWriter json, JsonObject member) {
        JsonObject said = said(member);
        json.text("address", member.text("address", ""))
                .text("state", member.text("state", ""))
                .text("role", said.text("role", ""))
                .number("term", said.number("term", 0))
                .number("applied", said.number("applied", 0))
                .text("id", said.text("nodeId", ""))
                .text("problem", said.text("problem", ""));
    }

    private static JsonObject said(JsonObject member) {
        return member.object("extendInfo").orElseThrow();
    }
}
