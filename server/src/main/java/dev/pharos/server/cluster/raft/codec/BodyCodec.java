package dev.pharos.server.cluster.raft.codec;

import dev.pharos.core.config.HistoryRow;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.CodecException;
import java.nio.ByteBuffer;

/**
 * What a configuration said before, as it lies in a side file: the version of the format in a byte,
 * and the fields.
 */
public final class BodyCodec {
    private static final int VERSION = 1;

    private BodyCodec() {}

    public static byte[] encode(HistoryRow.Body body) {
        ByteWriter out = new ByteWriter();
        out.octet(VERSION);
        ConfigCodec.key(out, body.key());
        ConfigCodec.content(out, body.content());
        ConfigCodec.description(out, body.description());
        return out.toBytes();
    }

    /**
     * The same again.
     *
     * @throws CodecException saying what was found, what is expected, and where
     */
    public static HistoryRow.Body decode(ByteBuffer bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw in.broken("a body of version " + version + " (expected: " + VERSION + ")");
        }
        HistoryRow.Body body =
                new HistoryRow.Body(
                        ConfigCodec.key(in), ConfigCodec.content(in), ConfigCodec.description(in));
        in.end();
        return body;
    }
}
