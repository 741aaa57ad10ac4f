package dev.pharos.server.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.boot.cli.ask.Table;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Configurations and their past. */
@Command(
        name = "config",
        description = "Configurations and their past.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PutCommand.class, DiffCommand.class},
        footer = {
            "",
            "Examples:",
            "  pharos config put app.yaml app.yaml --group shop --type yaml",
            "  pharos config get app.yaml --group shop > app.yaml",
            "  pharos config list --group 'shop*'",
            "  pharos config history app.yaml --group shop",
            "  pharos config diff app.yaml --group shop             the last change",
            "  pharos config diff app.yaml app.yaml --group shop    what a put would change"
        })
final class ConfigCommand {
    static final String CONFIGS = "/v1/cs/configs";
    static final String HISTORY = "/v1/cs/history";
    private static final int PAGE = 500;

    @Command(
            description = "Print the content of a configuration; with --json all of it.",
            footer = {
                "",
                "Examples:",
                "  pharos config get app.yaml --group shop > app.yaml",
                "  pharos config get app.yaml --group shop --namespace dev --json"
            })
    int get(@Mixin Asked asked, @Mixin Shown shown, @Mixin Which which) throws IOException {
        Optional<JsonObject> found = find(asked.node(), which);
        if (found.isEmpty()) {
            shown.err().println("pharos: there is no configuration " + which);
            return Main.NO;
        }
        if (shown.json()) {
            shown.out().println(found.get().json());
        } else {
            shown.out().print(found.get().text("content", ""));
            shown.out().flush();
        }
        return 0;
    }

    @Command(
            description = "List configurations; * in a name stands for anything.",
            footer = {
                "",
                "Examples:",
                "  pharos config list",
                "  pharos config list --group 'shop*' --data-id '*.yaml' --json"
            })
    int list(
            @Mixin Asked asked,
            @Mixin Shown shown,
            @Option(names = "--data-id", defaultValue = "*", paramLabel = "NAME") String dataId,
            @Option(names = "--group", defaultValue = "*", paramLabel = "NAME") String group,
            @Option(names = "--namespace", defaultValue = "", paramLabel = "ID") String namespace)
            throws IOException {
        Map<String, String> search =
                Map.of("search", "blur", "dataId", dataId, "group", group, "tenant", namespace);
        List<JsonObject> found = pages(asked.node(), CONFIGS, search);
        if (shown.json()) {
            shown.print(json -> json.raw("configs", Asked.array(found)));
            return 0;
        }
        Table table = new Table("GROUP", "DATA ID", "TYPE", "APP", "CHARACTERS");
        for (JsonObject one : found) {
            table.row(
                    one.text("group", ""),
                    one.text("dataId", ""),
                    one.text("type", ""),
                    one.text("appName", ""),
                    String.valueOf(one.text("content", "").length()));
        }
        table.print(shown.out());
        return 0;
    }

    @Command(
            description = "List the past of a configuration, the newest first.",
            footer = {"", "Examples:", "  pharos config history app.yaml --group shop"})
    int history(@Mixin Asked asked, @Mixin Shown shown, @Mixin Which which) throws IOException {
        List<JsonObject> rows =
                pages(asked.node(), HISTORY, which.and(Map.of("search", "accurate")));
        if (shown.json()) {
            shown.print(json -> json.raw("history", Asked.array(rows)));
            return 0;
        }
        Table table = new Table("ID", "TIME", "CHANGE", "BY", "FROM", "KIND");
        for (JsonObject row : rows) {
            table.row(
                    row.text("id", ""),
                    row.text("lastModifiedTime", ""),
                    change(row),
                    row.text("srcUser", "-"),
                    row.text("srcIp", "-"),
                    row.text("publishType", ""));
        }
        table.print(shown.out());
        return 0;
    }

    static Optional<JsonObject> find(NodeClient node, Which which) throws IOException {
        NodeClient.Answer answer = node.find(CONFIGS, which.and(Map.of("show", "all")));
        return answer.good() && answer.body().isEmpty()
                ? Optional.empty()
                : Optional.of(node.object(answer));
    }

    static List<JsonObject> pages(NodeClient node, String path, Map<String, String> search)
            throws IOException {
        List<JsonObject> all = new ArrayList<>();
        Map<String, String> asked = new TreeMap<>(search);
        asked.put("pageSize", String.valueOf(PAGE));
        for (int page = 1; ; page++) {
            asked.put("pageNo", String.valueOf(page));
            List<JsonObject> items = node.object(path, asked).objects("pageItems");
            all.addAll(items);
            if (items.size() < PAGE) {
                return all;
            }
        }
    }

    /** Of a file, or of standard input. Fails: when it is not text in UTF-8. */
    static String content(Path file) throws IOException {
        boolean isInput = file.toString().equals("-");
        String name = isInput ? "standard input" : file.toString();
        byte[] bytes;
        try {
            bytes = isInput ? System.in.readAllBytes() : Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (UTF_8.newDecoder().decode(in, text, true).isError()) {
            throw new IOException(
                    name
                            + " is not text in UTF-8: byte "
                            + (in.position() + 1)
                            + " of it is 0x"
                            + HexFormat.of().toHexDigits(bytes[in.position()])
                            + " (iconv -f ISO-8859-1 -t UTF-8 makes UTF-8 of Latin-1)");
        }
        return text.flip().toString();
    }

    private static String change(JsonObject row) {
        return switch (row.text("opType", "").strip()) {
            case "I" -> "first";
            case "U" -> "changed";
            case "D" -> "removed";
            default -> row.text("opType", "").strip();
        };
    }
}
