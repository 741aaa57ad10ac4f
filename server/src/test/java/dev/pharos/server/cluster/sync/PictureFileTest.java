package dev.pharos.server.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry.Picture.Published;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Picture;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.PartFile;
import dev.pharos.server.cluster.bytes.RegistryFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureFileTest {
    private static final ServiceName ORDERS = new ServiceName(new Namespace("ns"), "größer", "o");

    private static final Origin HERE = new Origin(new NodeId("n1"), 7);

    static final Picture SOME =
            new Picture(
                    new State(
                            Versions.of(List.of(new Versions.Span(HERE, 2, List.of(5L)))),
                            List.of(
                                    entry(ORDERS, "10.0.0.1", 1),
                                    entry(ORDERS, "10.0.0.2", 2),
                                    entry(new ServiceName(Namespace.PUBLIC, "g", "p"), "h", 5)),
                            Set.of(),
                            0),
                    1_700_000_000_000L);

    /** Two registrations that are in no picture. */
    static final Entry ONE = registered(entry(ORDERS, "10.0.1.1", 7));

    static final Entry OTHER = registered(entry(ORDERS, "10.0.1.2", 8));

    private static final Picture NONE =
            new Picture(new State(new Versions(), List.of(), Set.of(), 0), 1);

    @TempDir private Path folder;

    private static Entry registered(Entry entry) {
        return new Entry(entry.key(), entry.dot(), entry.dot(), entry.count(), entry.value());
    }

    private static Entry entry(ServiceName service, String ip, int seq) {
        Instance instance =
                Instance.at(ORDERS, ip, 80)
                        .withWeight(0.5)
                        .withHealthy(false)
                        .withMetadata(Map.of("版本", "2"));
        ClientId client = ClientId.address(ip, 80, true);
        Published published = new Published(client, seq % 2 == 0, List.of(instance), seq);
        return new Entry(
                new Key(service, client),
                new Dot(HERE, 1),
                new Dot(HERE, seq),
                seq + 10,
                new Entry.Value(published, HERE, seq % 2 == 1));
    }

    /** As a node has written it that knew no others: it has no writes, and an order. */
    @Test
    void aPictureOfVersionOneIsRead() throws IOException {
        Path path = folder.resolve("instances");
        new PartFile(path, new PartFile.Kind("picture", 0x504841524f535049L, 1))
                .write(
                        parts -> {
                            ByteWriter time = new ByteWriter();
                            time.octet(1);
                            time.number(5);
                            parts.accept(time.toBytes());
                            ByteWriter service = new ByteWriter();
                            service.octet(2);
                            RegistryFields.name(service, ORDERS);
                            service.each(
                                    List.of("old", "new"),
                                    (to, client) -> {
                                        to.text(client);
                                        to.flag(false);
                                        to.each(
                                                List.of(Instance.at(ORDERS, client, 80)),
                                                RegistryFields::instance);
                                    });
                            parts.accept(service.toBytes());
                        });
        Picture read = new PictureFile(path).read().orElseThrow();
        assertThat(read.refMillis()).isEqualTo(5);
        assertThat(read.state().versions()).isEqualTo(new Versions());
        assertThat(read.state().entries())
                .extracting(entry -> entry.value().published())
                .containsExactly(
                        new Published(
                                new ClientId("old"),
                                false,
                                List.of(Instance.at(ORDERS, "old", 80)),
                                1),
                        new Published(
                                new ClientId("new"),
                                false,
                                List.of(Instance.at(ORDERS, "new", 80)),
                                2));
    }

    @Test
    void whatWasWrittenIsReadAndTheNewestOnly() throws IOException {
        PictureFile file = new PictureFile(folder.resolve("instances"));
        assertThat(file.read()).isEmpty();
        file.write(NONE);
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
