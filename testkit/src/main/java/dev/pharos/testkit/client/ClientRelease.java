package dev.pharos.testkit.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The official clients that Pharos is tested with: one of each generation still in use. */
public enum ClientRelease {
    /** Java, HTTP v1 and UDP push; fastjson, no login. */
    NACOS_1_1("nacos-1.1"),
    /** Java, HTTP v1 and UDP push; the last of the 1.x line. */
    NACOS_1_4("nacos-1.4"),
    /** Java, gRPC. */
    NACOS_2_5("nacos-2.5"),
    /** Java, gRPC; the abilities of the 3.x line. */
    NACOS_3_1("nacos-3.1"),
    /** JavaScript, HTTP v1 and UDP push. */
    NPM("npm");

    private static final String MAIN = "dev.pharos.client.driver.Driver";

    private final String folder;

    ClientRelease(String folder) {
        this.folder = folder;
    }

    /** Whether this machine can run it. A build that counts must: in CI the answer is yes. */
    public boolean possible() {
        return this != NPM || System.getenv("CI") != null || NpmClient.possible();
    }

    /** Whether it keeps a connection, whose end is the end of its instances. */
    public boolean grpc() {
        return this == NACOS_2_5 || this == NACOS_3_1;
    }

    /** What its log says when the server pushed the instances of a service to it. */
    public String pushedLog() {
        return grpc() ? "NotifySubscriberRequest" : "received push data";
    }

    /** Whether it tells a subscriber that the last instance has gone; one ignores empty lists. */
    public boolean tellsOfEmptyLists() {
        return this != NPM;
    }

    /**
     * The command that starts its driver. Fails: when the client is not prepared.
     *
     * @param home folder for what the client keeps on disk
     */
    List<String> command(Path home) {
        return this == NPM ? node() : java(home);
    }

    private static List<String> node() {
        return List.of("node", NpmClient.prepared().resolve("driver.js").toString());
    }

    private List<String> java(Path home) {
        Path target = ClientSite.clients().resolve(folder).resolve("target");
        Path classes = target.resolve("classes");
        if (!classes.resolve(MAIN.replace('.', '/') + ".class").toFile().exists()) {
            throw new IllegalStateException(
                    "no driver in "
                            + classes
                            + " (expected: the modules below testkit/clients"
                            + " built before, as a build of the whole project does)");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:-UsePerfData", "--sun-misc-unsafe-memory-access=allow"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Duser.home=" + home);
        command.add("-DJM.SNAPSHOT.PATH=" + home);
        command.add("-DJM.LOG.PATH=" + home.resolve("logs"));
        command.add("-Dcom.alibaba.nacos.client.naming.local.ip=127.0.0.1"); // where UDP goes
        command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
        command.addAll(List.of("-cp", classes + ":" + target.resolve("lib") + "/*", MAIN));
        return command;
    }
}
