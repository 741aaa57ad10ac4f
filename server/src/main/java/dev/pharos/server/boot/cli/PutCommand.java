package dev.pharos.server.boot.cli;

import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration gets a content. */
@Command(name = "put", description = "Publish a configuration.")
final class PutCommand implements Callable<Integer> {
    @Mixin private Asked asked = new Asked();
    @Mixin private Shown shown = new Shown();
    @Mixin private Which which = new Which();

    @Parameters(index = "1", paramLabel = "FILE", description = "Its content; - is stdin.")
    private String file = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "text, json, yaml, ...")
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--expect-md5",
            paramLabel = "MD5",
            description = "Only if this is the md5 of what is there.")
    private Optional<String> md5 = Optional.empty();

    @Override
    public Integer call() throws IOException {
        NodeClient node = asked.node();
        Map<String, String> content = Map.of("content", ConfigCommand.content(file));
        Map<String, String> form = new TreeMap<>(which.and(content));
        type.ifPresent(name -> form.put("type", name));
        Map<String, String> headers = new TreeMap<>();
        md5.ifPresent(expected -> headers.put("casMd5", expected));
        NodeClient.Answer answer = node.send(ConfigCommand.CONFIGS, headers, form);
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
}
