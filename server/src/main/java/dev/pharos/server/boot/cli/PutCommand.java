package dev.pharos.server.boot.cli;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import dev.pharos.core.config.Content;
import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration gets a content. */
@Command(
        name = "put",
        description = "Publish a configuration.",
        footer = {
            "",
            "Examples:",
            "  pharos config put app.yaml app.yaml --group shop",
            "  pharos config put limits limits.txt --type json",
            "  echo 'x: 1' | pharos config put app.yaml -",
            "  pharos config put app.yaml app.yaml --expect-md5 \"$md5\"    unless it was changed",
            "  pharos config put app.yaml app.yaml --new                  unless it is there"
        })
final class PutCommand implements Callable<Integer> {
    /** How the ends of names are written that are not the name of the type. */
    private static final Map<String, String> ENDINGS = Map.of("yml", "yaml", "txt", "text");

    @Mixin private Asked asked = new Asked();
    @Mixin private Shown shown = new Shown();
    @Mixin private Which which = new Which();

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "Its content, in UTF-8; - is stdin.")
    private Path file = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            completionCandidates = Types.class,
            description = {
                "One of ${COMPLETION-CANDIDATES}.",
                "Without it that of what is there; of what is new, what the end of its name says."
            })
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--expect-md5",
            paramLabel = "MD5",
            description = "Only if this is the md5 of what is there.")
    private Optional<String> md5 = Optional.empty();

    @Option(names = "--new", description = "Only if nothing is there.")
    private boolean fresh;

    @Override
    public Integer call() throws IOException {
        if (type.isPresent() && !Content.TYPES.contains(type.get())) {
            String types = String.join(", ", Content.TYPES);
            throw new IOException("--type: " + type.get() + " (expected: one of " + types + ")");
        }
        String content = ConfigCommand.content(file);
        NodeClient node = asked.node();
        Optional<JsonObject> before = ConfigCommand.find(node, which);
        Map<String, String> form = new TreeMap<>(which.and(Map.of("content", content)));
        type.or(() -> before.flatMap(one -> one.text("type")).filter(name -> !name.isEmpty()))
                .or(() -> typeOf(which.dataId()))
                .ifPresent(name -> form.put("type", name));
        NodeClient.Answer answer = node.send(ConfigCommand.CONFIGS, expected(), form);
        if (answer.status() == HTTP_CONFLICT && (fresh || md5.isPresent())) {
            throw new IOException(conflict(node));
        }
        if (!answer.good()) {
            throw node.refused(answer);
        }
        if (shown.json()) {
            shown.out().println(ConfigCommand.find(node, which).map(JsonObject::json).orElse("{}"));
        } else {
            shown.out().println("published " + which);
        }
        return 0;
    }

    /** Nothing, when the name does not say. */
    private static Optional<String> typeOf(String dataId) {
        String ending = dataId.substring(dataId.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String name = ENDINGS.getOrDefault(ending, ending);
        return dataId.contains(".") && Content.TYPES.contains(name)
                ? Optional.of(name)
                : Optional.empty();
    }

    /** The node looks at it when it publishes, so that nobody comes in between. */
    private Map<String, String> expected() throws IOException {
        if (fresh && md5.isPresent()) {
            throw new IOException(
                    "--new, --expect-md5: nothing has an md5 (expected: one of them)");
        }
        return fresh
                ? Map.of("If-None-Match", "*")
                : md5.map(tag -> Map.of("If-Match", '"' + tag + '"', "casMd5", tag))
                        .orElse(Map.of());
    }

    private String conflict(NodeClient node) throws IOException {
        Optional<String> found = ConfigCommand.find(node, which).flatMap(one -> one.text("md5"));
        if (fresh) {
            return "not published: " + which + " is there (without --new it is replaced)";
        }
        String expected = md5.orElse("");
        if (found.isEmpty()) {
            return absent(expected);
        }
        return "not published: the md5 of "
                + which
                + " is "
                + found.get()
                + " (expected: "
                + expected
                + "); somebody has changed it, so look at it, and put again";
    }

    private String absent(String expected) {
        return "not published: there is no configuration "
                + which
                + ", so nothing has the md5 "
                + expected
                + " (without --expect-md5 it is made)";
    }

    /** What completes --type. */
    static final class Types extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Types() {
            super(Content.TYPES);
        }
    }
}
