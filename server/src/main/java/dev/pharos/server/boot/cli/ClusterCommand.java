package dev.pharos.server.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.Folder;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.boot.company.SecretFile;
import dev.pharos.server.settings.ClusterKeys;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How several nodes become one cluster. */
@Command(
        name = "cluster",
        description = "How several nodes become one cluster.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  pharos cluster form --without 10.0.0.13:8848",
            "  pharos cluster token >> conf/application.properties"
        })
final class ClusterCommand {
    private static final String VARIABLE = "PHAROS_CLUSTER_SECRET";

    @Command(description = "Found the cluster although these nodes of the list do not answer.")
    int form(
            @Mixin Asked asked,
            @Mixin Shown shown,
            @Option(
                            names = "--without",
                            required = true,
                            split = ",",
                            paramLabel = "HOST:PORT",
                            description = "Whom nobody is to wait for; they may come later.")
                    List<String> without)
            throws IOException {
        NodeClient node = asked.node();
        String nodes = String.join(",", without);
        NodeClient.Answer answer =
                node.send("/v1/core/cluster/form", Map.of(), Map.of("without", nodes));
        if (!answer.good()) {
            throw node.refused(answer);
        }
        if (shown.json()) {
            shown.print(json -> json.text("without", nodes));
        } else {
            shown.out().println("the nodes that are there wait no more for " + nodes);
        }
        return 0;
    }

    /** Never over the network: who may read the settings of a node knows the secret anyway. */
    @Command(
            description = {
                "Print the secret of this node's cluster as a line of settings, for the"
                        + " conf/application.properties of every other node; or a new one, for all"
                        + " of them, when there is none."
            })
    int token(@Mixin Folder folder, @Mixin Shown shown) throws IOException {
        String secret = secret(folder.path());
        boolean made = secret.isBlank();
        if (made) {
            secret = SecretFile.random();
        }
        String line = ClusterKeys.CLUSTER_SECRET + "=" + secret;
        if (shown.json()) {
            shown.print(json -> json.text("line", line).flag("made", made));
        } else {
            shown.out().println(line);
        }
        if (made) {
            shown.err()
                    .println(
                            "pharos: this node has no secret, so this one is new: put the line"
                                    + " into conf/application.properties of every node, then start"
                                    + " all of them again");
        }
        return 0;
    }

    private static String secret(Path data) throws IOException {
        Path beside = data.toAbsolutePath().normalize().resolveSibling("conf");
        Path file = beside.resolve("application.properties");
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
                properties.load(reader);
            }
        }
        String set =
                System.getenv()
                        .getOrDefault(
                                VARIABLE,
                                properties.getProperty(ClusterKeys.CLUSTER_SECRET.name(), ""));
        SecretFile made = new SecretFile(data);
        Optional<String> kept = made.read();
        if (set.equals(ClusterKeys.SECRET_MADE) && kept.isEmpty()) {
            throw new IOException(
                    made
                            + " is not there: the node that founds the cluster makes it, so ask"
                            + " where that was, once it has been founded");
        }
        return set.isBlank() || set.equals(ClusterKeys.SECRET_MADE) ? kept.orElse("") : set;
    }
}
