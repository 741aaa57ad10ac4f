package dev.pharos.server.front.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payloads to bytes and back, by hand: three small messages do not need generated code, and the
 * JSON is copied once on its way in and once on its way out.
 *
 * <p>Source: {@code Payload{metadata=2, body=3}}, {@code Metadata{type=3, headers=7, clientIp=8}},
 * {@code Any{type_url=1, value=2}} of Nacos 2.x and 3.x.
 */
final class PayloadMarshaller implements MethodDescriptor.Marshaller<Payload> {
    private static final int METADATA = tag(2);
    private static final int BODY = tag(3);
    private static final int TYPE = tag(3);
    private static final int HEADERS = tag(7);
    private static final int CLIENT_IP = tag(8);
    private static final int KEY = tag(1);
    private static final int VALUE = tag(2);
    private static final byte[] NOTHING = new byte[0];

    /** Never throws for what a client sent: grpc would log each failure with its trace. */
    @Override
    public Payload parse(InputStream stream) {
        try {
            return read(open(stream));
        } catch (IOException _) {
            return Payload.BROKEN;
        }
    }

    @Override
    public InputStream stream(Payload payload) {
        return new Outgoing(payload);
    }

    private static CodedInputStream open(InputStream stream) throws IOException {
        if (stream instanceof HasByteBuffer pieces && pieces.byteBufferSupported()) {
            ByteBuffer first = pieces.getByteBuffer();
            if (first != null && first.remaining() == stream.available()) {
                return CodedInputStream.newInstance(first);
            }
        }
        CodedInputStream in = CodedInputStream.newInstance(stream);
        // The engine's own limit has been applied before.
        in.setSizeLimit(Integer.MAX_VALUE);
        return in;
    }

    private static Payload read(CodedInputStream in) throws IOException {
        Draft draft = new Draft();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == METADATA) {
                int outer = in.pushLimit(in.readRawVarint32());
                draft.readMetadata(in);
                in.popLimit(outer);
            } else if (tag == BODY) {
                int outer = in.pushLimit(in.readRawVarint32());
                draft.readBody(in);
                in.popLimit(outer);
            } else {
                skip(in, tag);
            }
        }
        return new Payload(draft.type, draft.headers, draft.clientIp, draft.json);
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that never began");
        }
    }

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** What has been read so far; a field that comes again counts last, as protobuf has it. */
    private static final class Draft {
        private String type = "";
        private Map<String, String> headers = Map.of();
        private String clientIp = "";
        private byte[] json = NOTHING;

        void readMetadata(CodedInputStream in) throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == TYPE) {
                    type = in.readStringRequireUtf8();
                } else if (tag == CLIENT_IP) {
                    clientIp = in.readStringRequireUtf8();
                } else if (tag == HEADERS) {
                    int outer = in.pushLimit(in.readRawVarint32());
                    readHeader(in);
                    in.popLimit(outer);
                } else {
                    skip(in, tag);
                }
            }
        }

        private void readHeader(CodedInputStream in) throws IOException {
            String key = "";
            String value = "";
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == KEY) {
                    key = in.readStringRequireUtf8();
                } else if (tag == VALUE) {
                    value = in.readStringRequireUtf8();
                } else {
                    skip(in, tag);
                }
            }
            if (headers.isEmpty()) {
                headers = new HashMap<>();
            }
            headers.put(key, value);
        }

        void readBody(CodedInputStream in) throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == VALUE) {
                    json = in.readByteArray();
                } else {
                    skip(in, tag);
                }
            }
        }
    }

    /** Writes itself into grpc's buffer of exactly its length. */
    private static final class Outgoing extends InputStream implements Drainable, KnownLength {
        private final Payload payload;
        private final byte[] opening;
        private boolean drained;
        private @Nullable InputStream bytes;

        Outgoing(Payload payload) {
            this.payload = payload;
            this.opening = opening(payload);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = available();
            drained = true;
            target.write(opening);
            payload.writeJson(target);
            return length;
        }

        @Override
        public int available() {
            return drained ? 0 : opening.length + payload.jsonLength();
        }

        /** Only for transports that read instead of draining, as the in-process one does. */
        @Override
        public int read() throws IOException {
            return asBytes().read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return asBytes().read(into, from, length);
        }

        private InputStream asBytes() throws IOException {
            if (bytes == null) {
                ByteArrayOutputStream whole = new ByteArrayOutputStream(available());
                drainTo(whole);
                bytes = new ByteArrayInputStream(whole.toByteArray());
            }
            return bytes;
        }
    }

    /** Everything up to the JSON. */
    private static byte[] opening(Payload payload) {
        int metadata = metadataSize(payload);
        int json = payload.jsonLength();
        int any = 1 + CodedOutputStream.computeUInt32SizeNoTag(json) + json;
        int size =
                1
                        + CodedOutputStream.computeUInt32SizeNoTag(metadata)
                        + metadata
                        + 1
                        + CodedOutputStream.computeUInt32SizeNoTag(any)
                        + any
                        - json;
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeUInt32NoTag(METADATA);
            out.writeUInt32NoTag(metadata);
            writeMetadata(payload, out);
            out.writeUInt32NoTag(BODY);
            out.writeUInt32NoTag(any);
            out.writeUInt32NoTag(VALUE);
            out.writeUInt32NoTag(json);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("sizes of " + payload + " do not add up", e);
        }
        return bytes;
    }

    private static int metadataSize(Payload payload) {
        int size = CodedOutputStream.computeStringSize(3, payload.type());
        for (Map.Entry<String, String> header : payload.headers().entrySet()) {
            int entry = headerSize(header);
            size += 1 + CodedOutputStream.computeUInt32SizeNoTag(entry) + entry;
        }
        if (!payload.clientIp().isEmpty()) {
            size += CodedOutputStream.computeStringSize(8, payload.clientIp());
        }
        return size;
    }

    private static void writeMetadata(Payload payload, CodedOutputStream out) throws IOException {
        out.writeString(3, payload.type());
        for (Map.Entry<String, String> header : payload.headers().entrySet()) {
            out.writeUInt32NoTag(HEADERS);
            out.writeUInt32NoTag(headerSize(header));
            out.writeString(1, header.getKey());
            out.writeString(2, header.getValue());
        }
        if (!payload.clientIp().isEmpty()) {
            out.writeString(8, payload.clientIp());
        }
    }

    private static int headerSize(Map.Entry<String, String> header) {
        return CodedOutputStream.computeStringSize(1, header.getKey())
                + CodedOutputStream.computeStringSize(2, header.getValue());
    }
}
