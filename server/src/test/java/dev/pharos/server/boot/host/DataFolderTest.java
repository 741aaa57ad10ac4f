package dev.pharos.server.boot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataFolderTest {
    @TempDir private Path temp;

    @Test
    void isMadeWhenItIsNotThere() throws IOException {
        Path path = temp.resolve("a/b");
        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(folder.path()).isEqualTo(path.toRealPath());
            assertThat(path.resolve("pharos.lock"))
                    .hasContent("pid " + ProcessHandle.current().pid() + "\n");
            folder.note("http here", "http://there");
            folder.note("", "");
            assertThat(path.resolve("pharos.lock"))
                    .hasContent("pid " + ProcessHandle.current().pid() + ", \nasked at \n");
        }
    }

    @Test
    void keepsASecondNodeOutAndSaysWhoRuns() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            folder.note("http 127.0.0.1:1, grpc 127.0.0.1:2", "http://127.0.0.1:1/nacos");

            assertThatThrownBy(() -> DataFolder.open(temp))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "a node already runs on the data folder "
                                    + temp.toRealPath()
                                    + ": pid "
                                    + ProcessHandle.current().pid()
                                    + ", http 127.0.0.1:1, grpc 127.0.0.1:2 (stop it, or give this"
                                    + " one another folder with --data, or with --home of"
                                    + " startup.sh)");
        }
        DataFolder.open(temp).close();
    }

    @Test
    void tellsWhereTheNodeIsAskedThatRunsAndOfNoOther() throws IOException {
        assertThat(DataFolder.asked(temp)).isEmpty();
        try (DataFolder folder = DataFolder.open(temp)) {
            assertThatThrownBy(() -> DataFolder.asked(temp))
                    .hasMessage(
                            "the node on "
                                    + temp
                                    + " is not ready yet: pid "
                                    + ProcessHandle.current().pid());
            folder.note("http 10.0.0.1:1/a, grpc 10.0.0.1:2", "http://127.0.0.1:1/a");
            assertThat(DataFolder.asked(temp)).contains("http://127.0.0.1:1/a");
        }
        assertThat(DataFolder.asked(temp)).isEmpty();
        String killed = "pid 1, http 10.0.0.1:1/a, grpc 10.0.0.1:2\nasked at http://10.0.0.1:1/a\n";
        Files.writeString(temp.resolve("pharos.lock"), killed);
        assertThat(DataFolder.asked(temp)).isEmpty();
    }

    @Test
    void saysWhichFolderCannotBeHad() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
                .hasMessageStartingWith("the data folder " + file.resolve("data"))
                .hasMessageEndingWith(
                        "(expected: a folder of this user; another is named with --data, or with"
                                + " --home of startup.sh)");
    }

    @Test
    void theNameStaysWithTheFolder() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            String id = folder.nodeId(new Random(1));
            assertThat(id).matches("[0-9a-f]{16}");
            assertThat(folder.log()).isEmptyDirectory();
            assertThat(folder.nodeId(new Random(2))).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "0123456789abcde", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"})
    void aNameThatIsNoneIsRefused(String text) throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            var _ = folder.nodeId(new Random(1));
            Path file = Files.writeString(folder.path().resolve("node-id"), text);
            assertThatThrownBy(() -> folder.nodeId(new Random(2)))
                    .hasMessage(
                            file
                                    + " holds no name of a node (expected: 16 hex digits) (remedy:"
                                    + " put the data folder back from a backup, or empty it)");
        }
    }

    @Test
    void aNameWithoutItsLogAndALogWithoutItsNameAreRefused() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            String id = folder.nodeId(new Random(1));
            Path file = folder.path().resolve("node-id");
            Files.delete(folder.log());
            assertThatThrownBy(() -> folder.nodeId(new Random(2)))
                    .hasMessageContaining(folder.log() + " is missing beside " + file);
            Files.createDirectory(folder.log());
            assertThat(folder.nodeId(new Random(2))).isEqualTo(id);
            Files.delete(file);
            Files.createFile(folder.log().resolve("votes"));
            assertThatThrownBy(() -> folder.nodeId(new Random(2)))
                    .hasMessageContaining(file + " is missing beside " + folder.log());
        }
    }
}
