package dev.pharos.server.front.v1.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.http.HttpAnswer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever callers send is answered, never with a defect; {@code -Dseed=} repeats a run. */
final class NamingFuzzTest {
    private static final int CALLS = 20_000;
    private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE", "PATCH");
    private static final List<String> PATHS =
            List.of(
                    "instance",
                    "instance/list",
                    "instance/beat",
                    "instance/statuses",
                    "instance/metadata/batch",
                    "service",
                    "service/list",
                    "service/names",
                    "service/subscribers",
                    "service/checksum",
                    "cluster",
                    "health/instance",
                    "catalog/service",
                    "catalog/services",
                    "catalog/instances",
                    "catalog/rt/service",
                    "operator/metrics",
                    "operator/switches",
                    "operator/push/state",
                    "api/srvIPXT",
                    "api/clientBeat",
                    "raft/state");
    private static final List<String> NAMES =
            List.of(
                    "serviceName",
                    "dom",
                    "groupName",
                    "namespaceId",
                    "ip",
                    "port",
                    "clusterName",
                    "cluster",
                    "clusters",
                    "weight",
                    "enabled",
                    "healthy",
                    "ephemeral",
                    "metadata",
                    "beat",
                    "key",
                    "instances",
                    "consistencyType",
                    "protectThreshold",
                    "selector",
                    "pageNo",
                    "pageSize",
                    "withInstances",
                    "hasIpCount",
                    "expr",
                    "udpPort",
                    "clientIP",
                    "healthChecker",
                    "checkPort",
                    "useInstancePort4Check",
                    "entry",
                    "value",
                    "detail",
                    "reset");
    private static final List<String> VALUES =
            List.of(
                    "",
                    " ",
                    "s",
                    "g@@s",
                    "@@",
                    "a@@b@@c",
                    "10.0.0.1",
                    "80",
                    "-1",
                    "2147483648",
                    "1e999",
                    "NaN",
                    "true",
                    "maybe",
                    "persist",
                    "k=v,a=b",
                    "{",
                    "[]",
                    "[1]",
                    "null",
                    "{\"type\":\"label\",\"expression\":\"x\"}",
                    "{\"type\":\"HTTP\",\"expectedResponseCode\":{}}",
                    "{\"ip\":\"10.0.0.1\",\"port\":80,\"metadata\":{\"a\":[1]}}",
                    "[{\"ip\":\"10.0.0.1\",\"port\":\"80\"}]",
                    "{\"ip\":1,\"port\":1e30}",
                    "limitedUrlMap",
                    "pushVersion",
                    "batch",
                    "\u0000",
                    "\u670d\u52a1",
                    "[".repeat(2_000));

    @Test
    void everyCallIsAnswered() throws IOException {
        long seed = Long.getLong("seed", 20_251_126L);
        Random random = new Random(seed);
        try (Naming naming = new Naming()) {
            for (int i = 0; i < CALLS; i++) {
                String method = any(random, METHODS);
                String rest = request(random);
                HttpAnswer answer = naming.call(method, rest, Map.of("User-Agent", "curl/8"));
                assertThat(answer.status())
                        .as("seed %d, call %d: %s %s", seed, i, method, rest)
                        .isIn(200, 400, 404, 501, 503);
                if (random.nextInt(100) == 0) {
                    naming.pass(Duration.ofSeconds(random.nextInt(20)));
                }
            }
        }
    }

    private static String request(Random random) {
        StringBuilder request = new StringBuilder(any(random, PATHS)).append('?');
        request.append("serviceName=s&ip=10.0.0.").append(random.nextInt(3)).append("&port=80");
        for (int i = random.nextInt(5); i > 0; i--) {
            String field = any(random, NAMES) + "=" + encoded(any(random, VALUES)) + "&";
            request.insert(request.indexOf("?") + 1, field);
        }
        return request.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String any(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
