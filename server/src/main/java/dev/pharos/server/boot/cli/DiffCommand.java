package dev.pharos.server.boot.cli;

import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What changed, or would change. */
@Command(
        name = "diff",
        description = {
            "Compare a configuration with what it was before the last change, with a version of the"
                    + " past, or with a file.",
            "Ends with 0 when they are the same, with 1 when they differ."
        },
        footer = {
            "",
            "Examples:",
            "  pharos config diff app.yaml --group shop             the last change",
            "  pharos config diff app.yaml --group shop --with 17   since a version of the past",
            "  pharos config diff app.yaml app.yaml --group shop    what a put would change"
        })
final class DiffCommand implements Callable<Integer> {
    @Mixin private Asked asked = new Asked();
    @Mixin private Shown shown = new Shown();
    @Mixin private Which which = new Which();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "What might be put; - is stdin.")
    private Path file = Path.of("");

    @Option(
            names = "--with",
            paramLabel = "ID",
            description = "A version, as history numbers them.")
    private Optional<String> version = Optional.empty();

    @Override
    public Integer call() throws IOException {
        NodeClient node = asked.node();
        String now = ConfigCommand.find(node, which).map(one -> one.text("content", "")).orElse("");
        List<String> lines =
                file.toString().isEmpty()
                        ? LineDiff.between(before(node), now)
                        : LineDiff.between(now, ConfigCommand.content(file));
        if (shown.json()) {
            shown.print(json -> json.flag("same", lines.isEmpty()).texts("lines", lines));
        } else {
            lines.forEach(shown.out()::println);
        }
        return lines.isEmpty() ? 0 : Main.NO;
    }

    private String before(NodeClient node) throws IOException {
        Optional<String> number = version;
        if (number.isEmpty()) {
            Map<String, String> newest =
                    Map.of("search", "accurate", "pageNo", "1", "pageSize", "1");
            List<JsonObject> rows =
                    node.object(ConfigCommand.HISTORY, which.and(newest)).objects("pageItems");
            if (rows.isEmpty()) {
                throw new IOException("there is no history of " + which);
            }
            // The row of a first publish holds what it published: before it there was nothing.
            if (rows.getFirst().text("opType", "").strip().equals("I")) {
                return "";
            }
            number = rows.getFirst().text("id");
        }
        return node.object(ConfigCommand.HISTORY, which.and(Map.of("nid", number.orElse(""))))
                .text("content", "");
    }
}
