package dev.pharos.server.boot.cli;

import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether the node is up, and what it has. */
@Command(
        name = "status",
        description = "Whether the node is up, and what it has.",
        footer = {
            "",
            "Examples:",
            "  pharos status",
            "  pharos status --server 10.0.0.7:8848 --json"
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin private Asked asked = new Asked();

    @Override
    public Integer call() throws IOException {
        NodeClient node = asked.node();
        boolean ready = node.find("/v1/console/health/readiness", Map.of()).good();
        JsonObject state = node.object("/v1/console/server/state", Map.of());
        JsonObject counts = node.object("/v1/ns/operator/metrics", Map.of("onlyStatus", "false"));
        String up = ready ? "up" : "not ready";
        String mode = state.text("standalone_mode", "");
        if (asked.json()) {
            asked.print(
                    json ->
                            json.text("address", node.base())
                                    .text("status", up)
                                    .text("mode", mode)
                                    .text("wire", state.text("version", ""))
                                    .number("services", counts.number("serviceCount", 0))
                                    .number("instances", counts.number("instanceCount", 0))
                                    .number("clients", counts.number("clientCount", 0)));
        } else {
            Table table =
                    new Table("NODE", "STATUS", "MODE", "WIRE", "SERVICES", "INSTANCES", "CLIENTS");
            table.row(
                    node.base(),
                    up,
                    mode,
                    state.text("version", ""),
                    counts.text("serviceCount", "0"),
                    counts.text("instanceCount", "0"),
                    counts.text("clientCount", "0"));
            table.print(asked.out());
        }
        return ready ? 0 : Main.NO;
    }
}
