package dev.pharos.server.cluster.raft.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot that comes from another member, as the library goes about it. */
final class SnapshotDraftTest {
    private static final SnapshotMeta META =
            SnapshotMeta.newBuilder().setLastIncludedIndex(7).setLastIncludedTerm(2).build();

    private final SnapshotFolder home;
    private final Path folder;
    private SnapshotDraft draft;

    SnapshotDraftTest(@TempDir Path temp) {
        this.folder = temp.resolve("snapshots");
        this.home = new SnapshotFolder(folder, new RaftOptions(), temp.resolve("log"), () -> 1);
        assertThat(home.init(null)).isTrue();
        this.draft = (SnapshotDraft) home.create(true);
    }

    @BeforeEach
    void receive() throws IOException {
        fill();
    }

    private void fill() throws IOException {
        Files.writeString(folder.resolve("temp/state"), "all of it");
        assertThat(draft.addFile("state")).isTrue();
        assertThat(draft.saveMeta(META)).isTrue();
    }

    @Test
    void whatIsWholeBecomesTheSnapshot() throws IOException {
        assertBecomesTheSnapshot();
    }

    private void assertBecomesTheSnapshot() throws IOException {
        draft.close();
        try (SnapshotReader reader = Objects.requireNonNull(home.open())) {
            assertThat(reader.load()).isEqualTo(META);
        }
        assertThat(folder.resolve("snapshot_7")).isDirectoryContaining("glob:**/seal");
    }

    /** The library forgets that it could not write the last bytes of a file. */
    @Test
    void whatLacksItsEndIsGivenUp() throws IOException {
        Files.writeString(folder.resolve("temp/state"), "all of");
        assertThatThrownBy(draft::close)
                .hasMessageContaining("temp/state has 6 bytes (expected: 9)");
        assertThat(home.open()).isNull();
        assertThat(folder).as("and takes no room").isEmptyDirectory();
        draft = (SnapshotDraft) home.create(true);
        fill();
        assertBecomesTheSnapshot();
    }
}
