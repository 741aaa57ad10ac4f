package dev.pharos.bench.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The gRPC envelope by hand: {@code Payload{2: Metadata{3: type}, 3: Any{2: JSON}}}. */
public final class Wire {
    public static final MethodDescriptor<byte[], byte[]> UNARY =
            method(MethodDescriptor.MethodType.UNARY, "Request/request");
    public static final MethodDescriptor<byte[], byte[]> STREAM =
            method(MethodDescriptor.MethodType.BIDI_STREAMING, "BiRequestStream/requestBiStream");

    private Wire() {}

    public static byte[] payload(String type, String json) {
        ByteArrayOutputStream metadata = new ByteArrayOutputStream();
        field(metadata, 3, type.getBytes(UTF_8));
        ByteArrayOutputStream any = new ByteArrayOutputStream();
        field(any, 2, json.getBytes(UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field(out, 2, metadata.toByteArray());
        field(out, 3, any.toByteArray());
        return out.toByteArray();
    }

    public static boolean contains(byte[] bytes, String text) {
        return indexOf(bytes, text.getBytes(UTF_8)) >= 0;
    }

    /** What stands between a marker and the next quote, or nothing. */
    public static String quotedAfter(byte[] bytes, String marker) {
        int from = indexOf(bytes, marker.getBytes(UTF_8));
        if (from < 0) {
            return "";
        }
        int start = from + marker.length();
        int end = start;
        while (end < bytes.length && bytes[end] != '"') {
            end++;
        }
        return new String(bytes, start, end - start, UTF_8);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            int same = 0;
            while (same < wanted.length && bytes[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i;
            }
        }
        return -1;
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] value) {
        out.write(number << 3 | 2);
        int left = value.length;
        while (left > 0x7f) {
            out.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write(left);
        out.write(value, 0, value.length);
    }

    private static MethodDescriptor<byte[], byte[]> method(
            MethodDescriptor.MethodType type, String name) {
        Bytes bytes = new Bytes();
        return MethodDescriptor.newBuilder(bytes, bytes)
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream in) {
            try {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
