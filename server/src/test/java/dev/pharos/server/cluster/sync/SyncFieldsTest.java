package dev.pharos.server.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Stamp;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class SyncFieldsTest {
    @Test
    void whatIsWrittenIsRead() {
        var state = PictureFileTest.SOME.state();
        assertThat(copy(state.versions(), SyncFields::versions, SyncFields::versions))
                .isEqualTo(state.versions());
        Digest digest = new Digest(state.versions(), -5);
        assertThat(copy(digest, SyncFields::digest, SyncFields::digest)).isEqualTo(digest);
        for (Entry entry : state.entries()) {
            Delta put = new Delta.Put(entry);
            Delta removal =
                    new Delta.Removal(
                            new Dot(new Origin(new NodeId("n2"), -1), 9),
                            entry.key(),
                            entry.birth(),
                            entry.dot(),
                            new Stamp(3, new NodeId("n3"), 4, new NodeId("n4")));
            assertThat(copy(put, SyncFields::delta, SyncFields::delta)).isEqualTo(put);
            assertThat(copy(removal, SyncFields::delta, SyncFields::delta)).isEqualTo(removal);
        }
    }

    private static <T> T copy(
            T value, BiConsumer<ByteWriter, T> write, Function<ByteReader, T> read) {
        ByteWriter out = new ByteWriter();
        write.accept(out, value);
        ByteReader in = new ByteReader(ByteBuffer.wrap(out.toBytes()));
        T copy = read.apply(in);
        in.end();
        return copy;
    }
}
