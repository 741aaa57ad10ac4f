package dev.pharos.server.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.Banner;
import dev.pharos.server.boot.cli.ask.NodeClient;
import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code pharos}: what an operator asks a node, and how the answer is told. */
@Command(
        name = "pharos",
        description = "Asks a running node; by default the one of this folder.",
        subcommands = {
            StatusCommand.class,
            ConfigCommand.class,
            ServiceCommand.class,
            ClusterCommand.class,
            BackupCommand.class,
            RestoreCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Main.Version.class,
        footer = {
            "",
            "Examples:",
            "  pharos status",
            "  pharos config put app.yaml app.yaml --group shop",
            "  pharos config get app.yaml --group shop",
            "  pharos config diff app.yaml --group shop",
            "  pharos service list --json",
            "  pharos cluster token",
            "  pharos backup /backups/pharos.backup",
            "  pharos restore /backups/pharos.backup --verify",
            "  . <(pharos completion)      the Tab key completes, in bash and zsh",
            "",
            "It ends with 0; with 1 when the answer is no: not there, different, not up;",
            "with 2 when there is none: not understood, refused, not readable;",
            "with 3 when the node does not run, or none answers. It asks no other instead."
        })
public final class Main {
    /** The answer is no. */
    static final int NO = 1;

    /** There is no answer. */
    static final int FAILED = 2;

    /** There is nobody who could answer. */
    static final int NOBODY = 3;

    @Spec private CommandSpec spec = CommandSpec.create();

    Main() {}

    public static void main(String[] words) {
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, UTF_8);
        System.exit(commandLine(out, err).execute(words));
    }

    /** The command line, and where it says what. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::misunderstood)
                .setExecutionExceptionHandler(Main::failed);
    }

    /** Of every command; what follows from it is the library's work. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this.")
    void help(boolean asked) {}

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    void version(boolean asked) {}

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Pharos " + Banner.version()};
        }
    }

    @Command(
            name = "completion",
            description = "Print the script by which the Tab key completes.",
            footer = {
                "",
                "Examples:",
                "  . <(pharos completion)",
                "  pharos completion > /etc/bash_completion.d/pharos"
            })
    int completion() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("pharos", spec.commandLine()));
        out.flush();
        return 0;
    }

    private static int misunderstood(ParameterException wrong, String[] words) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        List<String> near =
                wrong instanceof UnmatchedArgumentException unknown
                        ? unknown.getSuggestions()
                        : List.of();
        String remedy =
                near.isEmpty()
                        ? "see " + name + " --help"
                        : "did you mean " + near.getFirst() + "?";
        command.getErr().println(name + ": " + wrong.getMessage() + " (" + remedy + ")");
        return FAILED;
    }

    private static int failed(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("pharos: " + failure.getMessage());
        return failure instanceof NodeClient.NobodyException ? NOBODY : FAILED;
    }
}
