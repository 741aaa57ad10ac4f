package dev.pharos.server.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.sync.Delta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WritesFilesTest {
    private static final Delta ONE = new Delta.Put(PictureFileTest.ONE);
    private static final Delta OTHER = new Delta.Put(PictureFileTest.OTHER);
    private static final Delta GONE =
            new Delta.Removal(
                    PictureFileTest.OTHER.dot(),
                    PictureFileTest.ONE.key(),
                    PictureFileTest.ONE.birth(),
                    PictureFileTest.ONE.dot(),
                    PictureFileTest.ONE.stamp());

    @TempDir private Path folder;
    private Path picture = Path.of("");

    @BeforeEach
    void place() {
        picture = folder.resolve("instances");
    }

    @Test
    void whatWasAppendedIsReadInItsOrderOverAllFiles() throws IOException {
        WritesFiles files = new WritesFiles(picture);
        assertThat(files.read()).isEmpty();
        files.append(List.of(ONE, OTHER));
        long first = files.turn();
        files.append(List.of(GONE));

        assertThat(new WritesFiles(picture).read()).containsExactly(ONE, OTHER, GONE);
        files.forget(first);
        assertThat(new WritesFiles(picture).read()).containsExactly(GONE);
        files.forget(files.turn());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whoeverComesNextGoesOnBehindThem() throws IOException {
        new WritesFiles(picture).append(List.of(ONE));
        WritesFiles next = new WritesFiles(picture);
        next.append(List.of(OTHER));

        assertThat(next.read()).containsExactly(ONE, OTHER);
        next.forget(next.turn());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void ofAFileThatWasCutTheWholeBatchesAreRead() throws IOException {
        WritesFiles files = new WritesFiles(picture);
        files.append(List.of(ONE));
        Path file = file();
        long one = Files.size(file);
        files.append(List.of(OTHER));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(new WritesFiles(picture).read())
                    .as("%s bytes", length)
                    .isEqualTo(length < one ? List.of() : List.of(ONE));
        }
    }

    @Test
    void aChangedBitCostsItsBatchAndWhatFollows() throws IOException {
        WritesFiles files = new WritesFiles(picture);
        files.append(List.of(ONE));
        files.append(List.of(OTHER));
        Path file = file();
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, changed);
            assertThat(new WritesFiles(picture).read())
                    .as("bit %s", bit)
                    .isIn(List.of(), List.of(ONE));
        }
    }

    private Path file() throws IOException {
        try (var files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }
}
