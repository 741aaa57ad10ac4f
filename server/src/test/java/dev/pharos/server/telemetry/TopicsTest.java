package dev.pharos.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicsTest {
    @TempDir private Path folder;

    @Test
    void aLineIsInTheFileOfItsTopicAndNowhereElse() throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Topics topics = new Topics(context, name -> LogFiles.file(context, folder, name, "%msg%n"));
        topics.start();
        context.getLogger("ROOT").setLevel(Level.INFO);
        context.getLogger("ROOT").addAppender(topics);

        context.getLogger("dev.pharos.server.state.RegistryKeeper").info("service");
        context.getLogger("dev.pharos.server.state.ConfigKeeper").info("config");
        context.getLogger("dev.pharos").info("ready");
        context.stop();

        assertThat(folder.resolve("naming-server.log")).hasContent("service\n");
        assertThat(folder.resolve("config-server.log")).hasContent("config\n");
        assertThat(folder.resolve("nacos.log")).hasContent("ready\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void whatIsCountedStillIsToldAtTheEnd() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Topics topics = new Topics(context, name -> LogFiles.file(context, folder, name, "%msg%n"));
        topics.start();
        context.getLogger("ROOT").addAppender(topics);
        for (int i = 0; i < 1500; i++) {
            context.getLogger("dev.pharos.decision.config").info("refused publish by={}", "me");
        }
        context.stop();

        assertThat(folder.resolve("config-server.log"))
                .hasContent("refused publish by=me\nrefused publish by=me repeated=1499\n");
    }

    @Test
    void whatACallerNamesBeginsNoLine() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var file = LogFiles.file(context, folder, "nacos", LogFiles.LINE);
        context.getLogger("some").addAppender(file);

        context.getLogger("some").info("service={}", "a\n2026-01-01 00:00:00.000 ERROR forged");
        context.stop();

        assertThat(folder.resolve("nacos.log"))
                .content()
                .hasLineCount(1)
                .contains("service=a 2026");
    }

    /** As fast as a line for each call comes, which is 100 MB within a minute. */
    @Test
    void filesAreRolledWhenTheyAreFullAndTheOldestGoes() throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.getLogger("some").addAppender(LogFiles.file(context, folder, "nacos", "%msg%n"));
        String line = "x".repeat(1 << 14);
        for (int i = 0; i < 6 * 640; i++) { // 60 MB
            context.getLogger("some").info(line);
        }
        context.stop();

        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.sorted().toList();
            assertThat(all)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly(
                            "nacos.1.log",
                            "nacos.2.log",
                            "nacos.3.log",
                            "nacos.4.log",
                            "nacos.log");
            assertThat(all)
                    .allSatisfy(file -> assertThat(file.toFile().length()).isLessThan(12 << 20));
        }
    }
}
