package dev.pharos.server.boot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir private Path temp;

    @Test
    void isMadeWhenItIsNotThere() throws IOException {
        Path path = temp.resolve("a/b");
        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(folder.path()).isEqualTo(path.toRealPath());
            assertThat(path.resolve("pharos.lock"))
                    .hasContent("pid " + ProcessHandle.current().pid() + "\n");
            folder.note("http here");
            folder.note("");
            assertThat(path.resolve("pharos.lock"))
                    .hasContent("pid " + ProcessHandle.current().pid() + ", \n");
        }
    }

    @Test
    void keepsASecondNodeOutAndSaysWhoRuns() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            folder.note("http 127.0.0.1:1, grpc 127.0.0.1:2");

            assertThatThrownBy(() -> DataFolder.open(temp))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "a node already runs on the data folder "
                                    + temp.toRealPath()
                                    + ": pid "
                                    + ProcessHandle.current().pid()
                                    + ", http 127.0.0.1:1, grpc 127.0.0.1:2 (stop it, or give this"
                                    + " one another folder with --data)");
        }
        DataFolder.open(temp).close();
    }

    @Test
    void saysWhichFolderCannotBeHad() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
                .hasMessageStartingWith("the data folder " + file.resolve("data"))
                .hasMessageEndingWith("(expected: a folder of this user; --data names another)");
    }
}
