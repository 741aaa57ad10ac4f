package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.state.ConfigKeeper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator finds in the log of who has done what; names are of this test alone. */
final class DecisionLogTest {
    private static final String MARK = "logged";

    private final Lines lines = new Lines();
    private final List<Logger> loggers =
            Stream.of(
                            "dev.pharos.decision.naming",
                            "dev.pharos.decision.config",
                            ConfigKeeper.class.getName())
                    .map(name -> (Logger) LoggerFactory.getLogger(name))
                    .toList();
    private final SystemWorld world =
            new SystemWorld(
                    (loop, failure) -> {
                        throw new AssertionError(loop, failure);
                    });

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains(MARK)) {
                seen.add(event.getFormattedMessage());
            }
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        for (Logger logger : loggers) {
            logger.addAppender(lines);
            logger.setLevel(Level.INFO);
        }
    }

    @AfterEach
    void stop() {
        loggers.forEach(logger -> logger.detachAppender(lines));
        world.close();
    }

    @Test
    void eachDecisionIsOneLineThatSaysWhoHasAsked() throws Exception {
        Settings settings =
                Settings.standard().with(Keys.ADDRESS_BOUND, "127.0.0.1").with(Keys.PORT, 0);
        String ephemeral = "/v1/ns/instance?serviceName=logged&ip=10.0.0.1&port=80";
        String config = "/v1/cs/configs?group=g&dataId=logged";
        try (Assembly node = Assembly.start(world, settings, Plugs.memory())) {
            call(node, "POST", ephemeral);
            call(node, "DELETE", ephemeral);
            call(node, "POST", ephemeral + "&ephemeral=false");
            call(node, "POST", config + "&content=a");
            call(node, "POST", config + "&content=b&src_user=ann");
            call(node, "DELETE", config);
            call(node, "DELETE", config + "&isBeta=true");
            call(node, "DELETE", "/v1/cs/configs?beta=true&group=g&dataId=logged");
            String space = "/v1/console/namespaces?namespaceName=logged&namespaceDesc=";
            call(node, "POST", space + "&customNamespaceId=logged");
            call(node, "POST", space + "&customNamespaceId=logged");
        }

        String service = "service=public/DEFAULT_GROUP@@logged ";
        String a = "0cc175b9c0f1b6a831c399e269772661";
        String b = "92eb5ffee6ae2fec3ad71c777531578f";
        assertThat(lines.seen)
                .containsSubsequence(
                        "register "
                                + service
                                + "instance=10.0.0.1:80 ephemeral=true client=10.0.0.1:80#true"
                                + " by=127.0.0.1",
                        "deregister "
                                + service
                                + "ephemeral=true client=10.0.0.1:80#true by=127.0.0.1",
                        "register " + service + "instance=10.0.0.1:80 ephemeral=false by=127.0.0.1",
                        "published config=public/g/logged md5=" + a + " was=- by=127.0.0.1",
                        "published config=public/g/logged md5="
                                + b
                                + " was="
                                + a
                                + " by=127.0.0.1 user=ann",
                        "removed config=public/g/logged md5=- was=" + b + " by=127.0.0.1",
                        "refused remove config=public/g/logged gray=beta by=127.0.0.1 reason=\"gray"
                                + " version beta of public/g/logged not found\"",
                        "create-namespace id=logged name=logged by=127.0.0.1",
                        "refused create-namespace id=logged name=logged by=127.0.0.1"
                                + " reason=\"namespace logged: it exists already\"")
                .doesNotHaveDuplicates();
    }

    private static void call(Assembly node, String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + "/nacos" + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.send(request, BodyHandlers.discarding());
        }
    }
}
