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
                                                    array.open(one -> member(one, member))));
        } else {
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
            table.row(
                    node.base(),
                    up,
                    refused.isEmpty() ? "yes" : "no",
                    mode,
                    state.text("version", ""),
                    counts.text("serviceCount", "0"),
                    counts.text("instanceCount", "0"),
                    counts.text("clientCount", "0"));
            table.print(shown.out());
            refused.ifPresent(why -> shown.out().println("no durable writes are taken: " + why));
            shown.out().println();
            members(members).print(shown.out());
        }
        boolean good = ready && (refused.isEmpty() || !durable);
        return good ? 0 : Main.NO;
    }

    /** Why the node takes nothing durable, if so. */
    private static Optional<String> refused(NodeClient node) throws IOException {
        NodeClient.Answer answer = node.find("/actuator/health/durable", Map.of());
        if (answer.good() || answer.status() == HttpURLConnection.HTTP_NOT_FOUND) {
            return Optional.empty(); // a node of another version does not say
        }
        return Json.parse(answer.body()).object("details").flatMap(said -> said.text("cause"));
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
