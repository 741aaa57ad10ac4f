package dev.pharos.server.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: which node is asked, and how the answer is shown. */
final class Asked {
    private static final String USUAL = "127.0.0.1:8848/nacos";

    /** What a running node writes of itself into its lock. */
    private static final Pattern NOTE = Pattern.compile("http (\\S+?),");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "The node; without it the one of this folder, or " + USUAL + ".")
    private String server = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    NodeClient node() {
        return node(Folder.usual());
    }

    /** As {@link #node()}, or else the one that runs on this data folder. */
    NodeClient node(Path data) {
        return new NodeClient(isNamed() ? server : addressOn(data));
    }

    /** Whether somebody has said which node. */
    boolean isNamed() {
        return !server.isEmpty();
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints an object of JSON. */
    void print(Consumer<JsonWriter> members) {
        out().println(new String(JsonWriter.object(members), UTF_8));
    }

    /** Objects as a node has told them. */
    static byte[] array(List<JsonObject> objects) {
        return objects.stream()
                .map(JsonObject::json)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(UTF_8);
    }

    private static String addressOn(Path data) {
        try {
            Path lock = data.resolve("pharos.lock");
            Matcher note = NOTE.matcher(Files.exists(lock) ? Files.readString(lock) : "");
            return note.find() ? note.group(1) : USUAL;
        } catch (IOException _) {
            return USUAL; // some systems let nobody read what another has locked
        }
    }
}
