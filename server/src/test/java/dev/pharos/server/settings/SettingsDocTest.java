package dev.pharos.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is written down about settings is what is declared; {@code -Dupdate=true} writes it. */
final class SettingsDocTest {
    private static final Path TOP = Path.of("..");

    @Test
    void documentIsMadeFromTheDeclarations() throws IOException {
        compare(TOP.resolve("docs/settings.md"), SettingsText.document());
    }

    @Test
    void sampleIsMadeFromTheDeclarations() throws IOException {
        compare(TOP.resolve("conf/application.properties"), SettingsText.sample());
    }

    private static void compare(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("made anew by mvn -pl server test -Dtest=SettingsDocTest -Dupdate=true")
                .hasContent(expected);
    }
}
