package dev.pharos.server.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.boot.Assembly;
import dev.pharos.server.boot.Plugs;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.boot.cli.ask.NodeClient;
import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.doctor.Doctor;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.port.finding.Findings;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command against a node, as a person and as a script read it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MainTest {
    private final SystemWorld world =
            new SystemWorld(
                    (loop, failure) -> {
                        throw new AssertionError(loop, failure);
                    });

    @TempDir private Path folder;
    private List<AutoCloseable> closing = List.of();
    private String server = "";

    private record Said(int status, String out, String err) {}

    @BeforeAll
    void startANode() throws Exception {
        Settings settings =
                Settings.standard().with(Keys.PORT, 0).with(Keys.ADDRESS_BOUND, "127.0.0.1");
        Findings findings = new Doctor();
        findings.report(new Findings.Finding("disk-slow", "/data", "it is slow", "buy another"));
        Assembly node = Assembly.start(world, settings, Plugs.memory().with(findings));
        closing = List.of(node, world);
        server = "127.0.0.1:" + node.httpPort();
        NodeClient client = NodeClient.named(server);
        client.send(
                "/v1/ns/instance",
                Map.of(),
                Map.of(
                        "serviceName", "orders",
                        "ip", "10.0.0.1",
                        "port", "80",
                        "ephemeral", "false",
                        "metadata", "zone=a"));
    }

    @AfterAll
    void stopIt() throws Exception {
        for (AutoCloseable one : closing) {
            one.close();
        }
    }

    @Test
    void whatIsPutCanBeReadListedAndTraced() throws IOException {
        Said put = say("config", "put", "a.yaml", file("x: 1\n"), "--group", "shop");
        assertThat(put).isEqualTo(new Said(0, "published public/shop/a.yaml\n", ""));
        say("config", "put", "a.yaml", file("x: 2\n"), "--group", "shop", "--type", "yaml");

        assertThat(say("config", "get", "a.yaml", "--group", "shop").out()).isEqualTo("x: 2\n");
        assertThat(json("config", "get", "a.yaml", "--group", "shop"))
                .containsEntry("type", "yaml");
        assertThat(say("config", "list", "--group", "sh*").out().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .matches("shop +a.yaml +yaml +5");
        assertThat(say("config", "history", "a.yaml", "--group", "shop").out().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("changed"))
                .anyMatch(line -> line.contains("first"));
        assertThat(json("config", "list", "--group", "shop").get("configs")).contains("a.yaml");
    }

    @Test
    void aNodeThatIsExercisedHasSomeOfEverything() throws IOException {
        new Exercise(NodeClient.named(server)).run(21);
        assertThat(json("config", "get", "exercise-20").get("content")).startsWith("200123");
        assertThat(say("service", "list").out()).contains("exercise-20", "exercise-kept-10");
    }

    @Test
    void whatChangedAndWhatWouldChangeIsShown() throws IOException {
        say("config", "put", "d", file("x: 1\ny: 1\n"));
        say("config", "put", "d", file("x: 1\ny: 2\n"));

        assertThat(say("config", "diff", "d")).isEqualTo(new Said(1, " x: 1\n-y: 1\n+y: 2\n", ""));
        assertThat(say("config", "diff", "d", file("x: 1\ny: 2\n"))).isEqualTo(new Said(0, "", ""));
        assertThat(json("config", "diff", "d", file("x: 1\n")))
                .containsEntry("same", "false")
                .containsEntry("lines", "[\" x: 1\",\"-y: 2\"]");
    }

    @Test
    void aPutThatExpectsAnotherContentIsRefused() throws IOException {
        say("config", "put", "cas", file("1"));

        Said put = say("config", "put", "cas", file("2"), "--expect-md5", "abc");

        assertThat(put.status()).isEqualTo(2);
        assertThat(put.err())
                .startsWith(
                        "pharos: not published: the md5 of public/DEFAULT_GROUP/cas is"
                                + " c4ca4238a0b923820dcc509a6f75849b (expected: abc); somebody has"
                                + " changed it")
                .hasLineCount(1);
        assertThat(say("config", "get", "cas").out()).isEqualTo("1");

        assertThat(say("config", "put", "cas2", file("2"), "--expect-md5", "abc").err())
                .isEqualTo(
                        "pharos: not published: there is no configuration"
                                + " public/DEFAULT_GROUP/cas2, so nothing has the md5 abc (without"
                                + " --expect-md5 it is made)\n");
        assertThat(say("config", "get", "cas2").status())
                .as("the node has not made it")
                .isNotZero();
    }

    @Test
    void aPutOfSomethingNewReplacesNothing() throws IOException {
        assertThat(say("config", "put", "new", file("1"), "--new").status()).isZero();

        assertThat(say("config", "put", "new", file("2"), "--new").err())
                .isEqualTo(
                        "pharos: not published: public/DEFAULT_GROUP/new is there (without --new"
                                + " it is replaced)\n");
        assertThat(say("config", "get", "new").out()).isEqualTo("1");
        assertThat(say("config", "put", "new", file("2"), "--new", "--expect-md5", "x").err())
                .contains("--new, --expect-md5: ");
    }

    @Test
    void aPutKeepsTheTypeOrTakesItFromTheName() throws IOException {
        Map<String, String> types =
                Map.of(
                        "t.yml", "yaml", "t.JSON", "json", "t.txt", "text", "t", "text", "t.ini",
                        "text");
        for (var each : types.entrySet()) {
            say("config", "put", each.getKey(), file("1"));
            assertThat(json("config", "get", each.getKey())).containsEntry("type", each.getValue());
        }
        say("config", "put", "t", file("2"), "--type", "xml");
        say("config", "put", "t", file("3"));
        assertThat(json("config", "get", "t")).containsEntry("type", "xml");
        assertThat(say("config", "put", "t", file("4"), "--type", "yml"))
                .isEqualTo(
                        new Said(
                                2,
                                "",
                                "pharos: --type: yml (expected: one of properties, xml, json, text,"
                                        + " html, yaml, toml, unset)\n"));
    }

    @Test
    void whatIsNotTextIsNotPut() throws IOException {
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', 'b', (byte) 0xE9});
        for (String command : List.of("put", "diff")) {
            assertThat(say("config", command, "latin", latin.toString()))
                    .isEqualTo(
                            new Said(
                                    2,
                                    "",
                                    "pharos: "
                                            + latin
                                            + " is not text in UTF-8: byte 3 of it is 0xe9 (iconv"
                                            + " -f ISO-8859-1 -t UTF-8 makes UTF-8 of Latin-1)\n"));
        }
        assertThat(say("config", "get", "latin").status()).isEqualTo(1);
        assertThat(say("config", "put", "latin", latin + "x").err())
                .isEqualTo("pharos: there is no file " + latin + "x\n");
    }

    @Test
    void servicesAreListedAndShown() {
        assertThat(say("service", "list").out().lines().toList())
                .last()
                .asString()
                .matches("DEFAULT_GROUP +orders +1 +1");
        assertThat(say("service", "show", "orders").out())
                .contains("10.0.0.1:80", "DEFAULT", "{zone=a}");
        assertThat(json("service", "show", "orders").get("instances")).contains("10.0.0.1");
    }

    @Test
    void aNodeThatIsUpSaysSo() {
        assertThat(say("status").out())
                .contains("http://" + server + "/nacos", "up", "standalone", "MEMBER", "UP");
        assertThat(json("status")).containsEntry("status", "up");
    }

    @Test
    void whatSomebodyShouldMendIsShown() {
        assertThat(say("status").out())
                .endsWith("finding: disk-slow (/data): it is slow; buy another\n");
        assertThat(json("status").get("findings"))
                .contains("\"name\":\"disk-slow\"", "\"remedy\":\"buy another\"");
    }

    @Test
    void noAnswerIsTwoAndANoIsOne() {
        assertThat(say("config", "get", "none"))
                .isEqualTo(
                        new Said(
                                1,
                                "",
                                "pharos: there is no configuration public/DEFAULT_GROUP/none\n"));
        assertThat(say("service", "show", "none").status()).isEqualTo(1);
        Said none = said("status", "--server", "127.0.0.1:1");
        assertThat(none.status()).isEqualTo(3);
        assertThat(none.err())
                .startsWith("pharos: no node answers at http://127.0.0.1:1/nacos: ")
                .hasLineCount(1);
        Said wrong = said("confg");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("did you mean").contains("config").hasLineCount(1);
    }

    @Test
    void theNodeOfTheFolderIsAskedAndNoOtherInItsStead() throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        String url = "http://" + server + "/nacos";
        for (String command : List.of("status", "service list", "config list", "backup x")) {
            Said none = said((command + " --data " + data).split(" ", -1));
            assertThat(none)
                    .isEqualTo(
                            new Said(
                                    3,
                                    "",
                                    "pharos: no node runs on "
                                            + data
                                            + " (start it, or name another with --server HOST:PORT"
                                            + " or --data DIR)\n"));
        }
        try (DataFolder mine = DataFolder.open(data)) {
            mine.note("http 10.255.255.1:1/nacos, grpc 10.255.255.1:2", url);
            assertThat(said("status", "--data", data.toString()).out()).contains(url, "up");
        }
        Files.writeString(data.resolve("pharos.lock"), "pid 1, killed\nasked at " + url + "\n");
        assertThat(said("status", "--data", data.toString()).status()).isEqualTo(3);
        assertThat(say("status", "--data", data.toString()))
                .isEqualTo(
                        new Said(
                                2,
                                "",
                                "pharos: --server and --data name a node each (expected: one of"
                                        + " them)\n"));
    }

    @Test
    void everyCommandHasHelpWithExamplesAndIsCompleted() {
        for (String command :
                List.of(
                        "status",
                        "config",
                        "config get",
                        "config put",
                        "config list",
                        "config history",
                        "config diff",
                        "service",
                        "service list",
                        "service show",
                        "backup",
                        "restore",
                        "completion")) {
            Said help = said((command + " --help").split(" ", -1));
            assertThat(help.status()).isZero();
            assertThat(help.out())
                    .contains("Usage: pharos " + command, "Examples:\n  ", "pharos " + command);
            assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
        }
        assertThat(said("--help").out()).contains("Examples:");
        assertThat(said("--version").out()).startsWith("Pharos 0.");
        assertThat(said("completion").out()).startsWith("#!").contains("history");
        for (String command : List.of("put", "diff")) {
            String script = said("completion").out();
            assertThat(
                            script.substring(
                                    script.indexOf("function _picocli_pharos_config_" + command)))
                    .contains("compgen -f");
        }
    }

    @Test
    void aBackupThatCannotBeWrittenSaysWhere() {
        String none = folder.resolve("none").toString();
        assertThat(say("backup", none + "/x").err())
                .isEqualTo(
                        "pharos: nothing can be written in "
                                + none
                                + " (expected: a folder of this user)\n");
        assertThat(say("backup", folder.toString()).err())
                .isEqualTo(
                        "pharos: "
                                + folder
                                + " is a folder (expected: the name of a file in it)\n");
    }

    private Map<String, String> json(String... words) {
        Said said =
                say(Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new));
        return Json.parse(said.out()).textMap();
    }

    @Test
    void aNodeAloneIsNotFounded() {
        Said form = say("cluster", "form", "--without", "10.0.0.1:8848");

        assertThat(form.status()).isEqualTo(Main.FAILED);
        assertThat(form.err()).contains("this node is alone; start it in the mode cluster");
    }

    @Test
    void theSecretOfTheClusterIsALineOfSettings() throws IOException {
        Path data = folder.resolve("token").resolve("data");
        Path conf = Files.createDirectories(folder.resolve("token").resolve("conf"));

        Said fresh = said("cluster", "token", "--data", data.toString());
        assertThat(fresh.out()).matches("pharos\\.cluster\\.secret=[0-9a-f]{48}\n");
        assertThat(fresh.err()).contains("this one is new");

        Path settings = conf.resolve("application.properties");
        Files.writeString(settings, fresh.out());
        assertThat(said("cluster", "token", "--data", data.toString()))
                .isEqualTo(new Said(0, fresh.out(), ""));

        Files.writeString(settings, "pharos.cluster.secret=generate");
        assertThat(said("cluster", "token", "--data", data.toString()).err())
                .contains("cluster-secret is not there: the node that founds the cluster makes it");
        Files.createDirectories(data);
        Files.writeString(data.resolve("cluster-secret"), "abc");
        assertThat(said("cluster", "token", "--data", data.toString()))
                .isEqualTo(new Said(0, "pharos.cluster.secret=abc\n", ""));
    }

    private Said say(String... words) {
        return said(
                Stream.concat(Stream.of(words), Stream.of("--server", server))
                        .toArray(String[]::new));
    }

    private static Said said(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(new PrintWriter(out), new PrintWriter(err));
        int status = line.execute(words);
        line.getOut().flush();
        line.getErr().flush();
        return new Said(status, out.toString(), err.toString());
    }

    private String file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "c", ".txt"), content).toString();
    }
}
