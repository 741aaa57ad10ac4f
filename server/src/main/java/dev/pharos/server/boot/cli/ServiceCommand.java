package dev.pharos.server.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.boot.cli.ask.Table;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Services and their instances. */
@Command(
        name = "service",
        description = "Services and their instances.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  pharos service list --namespace dev",
            "  pharos service show orders --group shop --json"
        })
final class ServiceCommand {
    private static final int PAGE = 500;

    @Command(
            description = "List the services of a namespace.",
            footer = {
                "",
                "Examples:",
                "  pharos service list",
                "  pharos service list --namespace dev --json"
            })
    int list(
            @Mixin Asked asked,
            @Mixin Shown shown,
            @Option(names = "--namespace", defaultValue = "public", paramLabel = "ID")
                    String namespace)
            throws IOException {
        List<JsonObject> services = all(asked.node(), namespace);
        if (shown.json()) {
            shown.print(json -> json.raw("services", Asked.array(services)));
        } else {
            Table table = new Table("GROUP", "SERVICE", "INSTANCES", "HEALTHY");
            for (JsonObject service : services) {
                table.row(
                        group(service),
                        name(service),
                        service.text("ipCount", "0"),
                        String.valueOf(healthy(service)));
            }
            table.print(shown.out());
        }
        return 0;
    }

    @Command(
            description = "Show a service with its instances.",
            footer = {"", "Examples:", "  pharos service show orders --group shop"})
    int show(
            @Mixin Asked asked,
            @Mixin Shown shown,
            @Parameters(paramLabel = "SERVICE") String service,
            @Option(names = "--group", defaultValue = "DEFAULT_GROUP", paramLabel = "NAME")
                    String group,
            @Option(names = "--namespace", defaultValue = "public", paramLabel = "ID")
                    String namespace)
            throws IOException {
        NodeClient node = asked.node();
        Map<String, String> which =
                Map.of("serviceName", service, "groupName", group, "namespaceId", namespace);
        NodeClient.Answer profile = node.find("/v1/ns/service", which);
        if (!profile.good()) {
            shown.err().println("pharos: " + profile.body().strip());
            return profile.body().contains("not found") ? Main.NO : Main.FAILED;
        }
        List<JsonObject> hosts = node.object("/v1/ns/instance/list", which).objects("hosts");
        if (shown.json()) {
            byte[] told = profile.body().getBytes(UTF_8);
            shown.print(json -> json.raw("service", told).raw("instances", Asked.array(hosts)));
        } else {
            instances(hosts).print(shown.out());
        }
        return 0;
    }

    private static Table instances(List<JsonObject> hosts) {
        Table table =
                new Table(
                        "ADDRESS", "WEIGHT", "HEALTHY", "ENABLED", "EPHEMERAL", "CLUSTER", "META");
        for (JsonObject host : hosts) {
            table.row(
                    host.text("ip", "") + ":" + host.text("port", ""),
                    host.text("weight", ""),
                    host.text("healthy", ""),
                    host.text("enabled", ""),
                    host.text("ephemeral", ""),
                    host.text("clusterName", ""),
                    host.textMap("metadata").toString());
        }
        return table;
    }

    private static List<JsonObject> all(NodeClient node, String namespace) throws IOException {
        List<JsonObject> services = new ArrayList<>();
        for (int page = 1; ; page++) {
            List<JsonObject> found =
                    node.object(
                                    "/v1/ns/catalog/services",
                                    Map.of(
                                            "namespaceId",
                                            namespace,
                                            "withInstances",
                                            "false",
                                            "pageNo",
                                            String.valueOf(page),
                                            "pageSize",
                                            String.valueOf(PAGE)))
                            .objects("serviceList");
            services.addAll(found);
            if (found.size() < PAGE) {
                return services;
            }
        }
    }

    private static String group(JsonObject service) {
        return service.text("groupName", "");
    }

    private static String name(JsonObject service) {
        return service.text("name", "");
    }

    private static long healthy(JsonObject service) {
        return service.number("healthyInstanceCount", 0);
    }
}
