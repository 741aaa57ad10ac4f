package dev.pharos.server.boot.cli.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.front.wire.JsonWriter;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How an answer is shown. */
public final class Shown {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public boolean json() {
        return json;
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints an object of JSON. */
    public void print(Consumer<JsonWriter> members) {
        out().println(new String(JsonWriter.object(members), UTF_8));
    }
}
