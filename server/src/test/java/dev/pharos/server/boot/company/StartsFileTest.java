package dev.pharos.server.boot.company;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartsFileTest {
    @TempDir private Path folder;

    @Test
    void eachStartHasTheNextNumber() {
        assertThat(new StartsFile(folder).next()).isEqualTo(1);
        assertThat(new StartsFile(folder).next()).isEqualTo(2);
        assertThat(folder.resolve("starts")).hasContent("2");
    }

    @Test
    void whatIsNoNumberStopsNoStart() throws Exception {
        Files.writeString(folder.resolve("starts"), "-12");
        assertThat(new StartsFile(folder).next()).isEqualTo(1);
        Files.write(folder.resolve("starts"), new byte[] {(byte) 0xff, 0});
        assertThat(new StartsFile(folder).next()).isEqualTo(1);
    }

    @Test
    void whatCannotBeWrittenStopsNoStart() throws Exception {
        Files.createDirectories(folder.resolve("starts.new").resolve("in the way"));
        assertThat(new StartsFile(folder).next()).isEqualTo(1);
    }
}
