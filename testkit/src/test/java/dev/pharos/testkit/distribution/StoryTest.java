package dev.pharos.testkit.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.cluster.Curl;
import dev.pharos.testkit.cluster.FreePorts;
import dev.pharos.testkit.cluster.Roles;
import dev.pharos.testkit.distribution.Unpacked.Said;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Three unpacked nodes on one machine, as an operator has them: started without a flag, the leader
 * killed, the next one killed, and one started again.
 */
final class StoryTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KEYS = 20;
    private static final Duration TERM_WATCHED = Duration.ofSeconds(5);

    private final List<Station> stations = new ArrayList<>();

    /** An unpacked node, and somebody who asks it. */
    private record Station(Unpacked home, String address, Curl curl) {
        Said start() throws IOException, InterruptedException {
            return home.script(Map.of(), "startup.sh");
        }

        void kill() throws IOException {
            String told = Files.readString(home.folder().resolve("data/pharos.lock"));
            long pid = Long.parseLong(told.substring("pid ".length(), told.indexOf(',')));
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            assertThat(process.destroyForcibly()).isTrue();
            process.onExit().join();
        }

        String publish(String key, String content) {
            return curl.ask(
                    "POST", "/v1/cs/configs", "group", "g", "dataId", key, "content", content);
        }

        String read(String key) {
            return curl.ask("GET", "/v1/cs/configs", "group", "g", "dataId", key);
        }
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        for (Station station : stations) {
            station.home.script(Map.of(), "shutdown.sh");
            station.curl.close();
        }
    }

    @Test
    void threeNodesOnLoopback() throws Exception {
        unpack("127.0.0.1");
        for (Station station : stations) {
            Said said = station.start();
            assertThat(said.status()).as(said.text()).isZero();
        }
        Station leader = leaderOf(stations);
        assertThat(roles(leader).count("FOLLOWER")).isEqualTo(2);

        for (Station station : stations) {
            await().atMost(SOON).until(station.curl::takesPart);
        }

        register(stations.getFirst());
        Station follower = others(leader).getFirst();
        for (int i = 0; i < KEYS; i++) {
            assertThat(follower.publish("k" + i, "v" + i)).isEqualTo("true");
        }
        persist(follower, "20.18.7.11");
        long firstTerm = term(leader);

        leader.kill();
        List<Station> two = others(leader);
        Station second = leaderOf(two);
        long secondTerm = term(second);
        assertThat(secondTerm).isGreaterThan(firstTerm);
        assertThat(two.getFirst().publish("after", "the first kill")).isEqualTo("true");

        second.kill();
        Station last = two.getFirst().equals(second) ? two.getLast() : two.getFirst();
        itIsACandidateAndNeverLeads(last);
        itSaysWhyItRefuses(last, List.of(leader.address(), second.address()));
        itGoesOnWithTheRest(last);

        Said again = leader.start();
        assertThat(again.status()).as(again.text()).isZero();
        Station third = leaderOf(List.of(last, leader));
        assertThat(term(third)).isGreaterThan(secondTerm);
        for (Station station : List.of(last, leader)) {
            await().atMost(SOON).untilAsserted(() -> everythingIsThere(station));
        }
    }

    private void unpack(String host) throws IOException, InterruptedException {
        int first = FreePorts.forNodes(3);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add(host + ":" + (first + i));
        }
        for (int i = 0; i < 3; i++) {
            Path folder = Path.of("target", "story", "node" + (i + 1)).toAbsolutePath();
            Unpacked home = Unpacked.into(folder);
            Path conf = home.folder().resolve("conf");
            Files.writeString(
                    conf.resolve("application.properties"),
                    "\nserver.port=" + (first + i) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.write(conf.resolve("cluster.conf"), lines);
            stations.add(new Station(home, lines.get(i), new Curl(lines.get(i))));
        }
    }

    private void register(Station station) {
        assertThat(
                        station.curl.ask(
                                "PUT",
                                "/v1/ns/instance",
                                "serviceName",
                                "nacos.naming.serviceName",
                                "ip",
                                "20.18.7.10",
                                "port",
                                "8080"))
                .isEqualTo("ok");
        for (Station each : stations) {
            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(each.curl.instances("nacos.naming.serviceName"))
                                            .contains("20.18.7.10"));
        }
    }

    private static void persist(Station station, String ip) {
        assertThat(persisted(station, ip).body()).isEqualTo("ok");
    }

    private static HttpResponse<String> persisted(Station station, String ip) {
        return station.curl.send(
                "POST",
                "/v1/ns/instance",
                "serviceName",
                "kept",
                "ephemeral",
                "false",
                "ip",
                ip,
                "port",
                "8080");
    }

    private static void itIsACandidateAndNeverLeads(Station last) {
        await().atMost(SOON).until(() -> roles(last).of(last.address()).role().equals("CANDIDATE"));
        long before = roles(last).of(last.address()).term();
        await().during(TERM_WATCHED)
                .atMost(SOON)
                .until(() -> roles(last).of(last.address()).role().equals("CANDIDATE"));
        assertThat(roles(last).of(last.address()).term())
                .as("who cannot win raises no term")
                .isEqualTo(before);
    }

    private static void itSaysWhyItRefuses(Station last, List<String> missing) {
        HttpResponse<String> published =
                last.curl.send(
                        "POST", "/v1/cs/configs", "group", "g", "dataId", "k", "content", "lost");
        assertThat(published.statusCode()).isEqualTo(503);
        assertThat(published.body()).contains(missing);
        HttpResponse<String> kept = persisted(last, "20.18.7.12");
        assertThat(kept.statusCode()).isEqualTo(503);
        assertThat(kept.body()).contains(missing);
    }

    private static void itGoesOnWithTheRest(Station last) {
        assertThat(last.read("k0")).isEqualTo("v0");
        String patient = "{\"preserved.ip.delete.timeout\":\"600000\"}";
        assertThat(
                        last.curl.ask(
                                "POST",
                                "/v1/ns/instance",
                                "serviceName",
                                "alone",
                                "ip",
                                "20.18.7.13",
                                "port",
                                "8080",
                                "metadata",
                                patient))
                .isEqualTo("ok");
        assertThat(last.curl.instances("alone")).contains("20.18.7.13");
    }

    private static void everythingIsThere(Station station) {
        for (int i = 0; i < KEYS; i++) {
            assertThat(station.read("k" + i)).isEqualTo("v" + i);
        }
        assertThat(station.read("after")).isEqualTo("the first kill");
        assertThat(station.curl.instances("kept")).contains("20.18.7.11");
        assertThat(station.curl.instances("alone")).contains("20.18.7.13");
    }

    private List<Station> others(Station station) {
        return stations.stream().filter(other -> !other.equals(station)).toList();
    }

    /** The one that all of them see lead. */
    private static Station leaderOf(List<Station> stations) {
        return await().atMost(SOON)
                .until(() -> findLeader(stations), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Station> findLeader(List<Station> stations) {
        Optional<String> leader =
                Roles.leaderSeenByAll(stations.stream().map(Station::curl).toList());
        return stations.stream()
                .filter(one -> leader.equals(Optional.of(one.address())))
                .findFirst();
    }

    private static Roles roles(Station station) {
        return Roles.seenBy(station.curl);
    }

    private static long term(Station station) {
        return roles(station).of(station.address()).term();
    }
}
