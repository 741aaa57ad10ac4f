package dev.pharos.server.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.ConfigCommand.CreateNamespace;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.registry.Registry;
import dev.pharos.server.port.Imaging.StateImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFileTest {
    @TempDir private Path folder;

    private StateImage some() {
        ConfigBook book = new ConfigBook();
        book.apply(new CreateNamespace(new Namespace("one"), "größer", "", 1));
        book.apply(new CreateNamespace(new Namespace("two"), "更多", "", 2));
        return new StateImage(book.image(), new Registry(1, true).image());
    }

    private Path written() throws IOException {
        Path file = folder.resolve("state");
        new ImageFile(file).write(some());
        return file;
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        assertThat(new ImageFile(written()).read()).isEqualTo(some());
    }

    @Test
    void aFileThatEndsTooEarlyIsRefusedWhereverItEnds() throws IOException {
        Path file = written();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> new ImageFile(file).read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void aChangedBitIsNoticedWhereverItIs() throws IOException {
        Path file = written();
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, changed);
            assertThatThrownBy(() -> new ImageFile(file).read())
                    .as("bit %s", bit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
