package dev.pharos.server.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.Registry.Picture.OfService;
import dev.pharos.core.registry.Registry.Picture.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureFileTest {
    private static final ServiceName ORDERS = new ServiceName(new Namespace("ns"), "größer", "o");

    static final Registry.Picture SOME =
            new Registry.Picture(
                    List.of(
                            new OfService(
                                    ORDERS,
                                    List.of(
                                            published("10.0.0.1", true),
                                            published("10.0.0.2", false))),
                            new OfService(
                                    new ServiceName(Namespace.PUBLIC, "g", "p"),
                                    List.of(published("10.0.0.3", true)))),
                    1_700_000_000_000L);

    @TempDir private Path folder;

    private static Published published(String ip, boolean beating) {
        Instance instance =
                Instance.at(ORDERS, ip, 80)
                        .withWeight(0.5)
                        .withHealthy(false)
                        .withMetadata(Map.of("版本", "2"));
        return new Published(ClientId.address(ip, 80, true), beating, List.of(instance));
    }

    @Test
    void whatWasWrittenIsReadAndTheNewestOnly() throws IOException {
        PictureFile file = new PictureFile(folder.resolve("instances"));
        assertThat(file.read()).isEmpty();
        file.write(new Registry.Picture(List.of(), 1));
        file.write(SOME);
        assertThat(file.read()).contains(SOME);
        try (var names = Files.list(folder)) {
            assertThat(names).hasSize(1);
        }
    }

    @Test
    void whatIsLeftOfAWritingThatWasCutDoesNoHarm() throws IOException {
        Path path = folder.resolve("instances");
        PictureFile file = new PictureFile(path);
        file.write(SOME);
        byte[] whole = Files.readAllBytes(path);
        Files.write(folder.resolve("instances.new"), Arrays.copyOf(whole, whole.length / 2));
        assertThat(file.read()).contains(SOME);
        file.write(SOME);
        assertThat(file.read()).contains(SOME);
    }

    @Test
    void aFileThatEndsTooEarlyIsRefusedWhereverItEnds() throws IOException {
        Path path = folder.resolve("instances");
        PictureFile file = new PictureFile(path);
        file.write(SOME);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(file::read)
                    .as("%s bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    @Test
    void aChangedBitIsNoticedWhereverItIs() throws IOException {
        Path path = folder.resolve("instances");
        PictureFile file = new PictureFile(path);
        file.write(SOME);
        byte[] whole = Files.readAllBytes(path);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(path, changed);
            assertThatThrownBy(file::read)
                    .as("bit %s", bit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString());
        }
    }
}
