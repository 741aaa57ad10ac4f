package dev.pharos.server.front.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.HasByteBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded; {@code -Dseed=} repeats a failure. */
final class PayloadMarshallerLaws {
    private static final int CASES = 2000;
    private static final long SEED = Long.getLong("seed", 20_261_126L);

    private final PayloadMarshaller marshaller = new PayloadMarshaller();

    @Test
    void whatIsWrittenIsRead() {
        for (int n = 0; n < CASES; n++) {
            Random random = new Random(SEED + n);
            Payload payload = anyPayload(random);
            byte[] bytes = RpcProbe.bytes(payload);
            assertThat(bytes).as("seed %d", SEED + n).hasSize(available(payload));
            for (Payload read : readBothWays(bytes)) {
                assertThat(read.type()).as("seed %d", SEED + n).isEqualTo(payload.type());
                assertThat(read.headers()).isEqualTo(payload.headers());
                assertThat(read.clientIp()).isEqualTo(payload.clientIp());
                assertThat(read.json()).isEqualTo(payload.json());
            }
        }
    }

    /** Never a throw, both ways of reading agree, and what protobuf refuses is refused. */
    @Test
    void damagedBytesAreAPayloadOrBroken() {
        for (int n = 0; n < CASES * 10; n++) {
            Random random = new Random(SEED + n);
            byte[] bytes = damaged(RpcProbe.bytes(anyPayload(random)), random);
            Payload[] read = readBothWays(bytes);
            assertThat(read[1] == Payload.BROKEN)
                    .as("seed %d", SEED + n)
                    .isEqualTo(read[0] == Payload.BROKEN);
            assertThat(read[1].json()).isEqualTo(read[0].json());
            if (read[0] != Payload.BROKEN) {
                continue;
            }
            boolean protobufReads = true;
            try {
                NacosProto.parse(bytes);
            } catch (InvalidProtocolBufferException _) {
                protobufReads = false;
            }
            assertThat(protobufReads).as("seed %d", SEED + n).isFalse();
        }
    }

    @Test
    void noiseIsAPayloadOrBroken() {
        for (int n = 0; n < CASES * 10; n++) {
            Random random = new Random(SEED + n);
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            assertThat(readBothWays(bytes)).as("seed %d", SEED + n).doesNotContainNull();
        }
    }

    @Test
    void groupsInGroupsDoNotGoDeep() {
        byte[] deep = new byte[1 << 20];
        Arrays.fill(deep, (byte) 0x0b);
        assertThat(readBothWays(deep)).containsOnly(Payload.BROKEN);
    }

    private Payload[] readBothWays(byte[] bytes) {
        return new Payload[] {
            marshaller.parse(new ByteArrayInputStream(bytes)), marshaller.parse(new OnePiece(bytes))
        };
    }

    private int available(Payload payload) {
        try (var stream = marshaller.stream(payload)) {
            return stream.available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] copy =
                Arrays.copyOf(bytes, bytes.length - random.nextInt(Math.min(3, bytes.length)));
        for (int hits = random.nextInt(4); hits >= 0; hits--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return copy;
    }

    private static Payload anyPayload(Random random) {
        Map<String, String> headers = new HashMap<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            headers.put(text(random, 12), text(random, 300));
        }
        byte[] json = ("{\"a\":\"" + text(random, 200) + "\"}").getBytes(UTF_8);
        return random.nextBoolean()
                ? new Payload(text(random, 40), headers, text(random, 20), json)
                : Payload.push(text(random, 200), Integer.toString(random.nextInt(9)), json);
    }

    private static String text(Random random, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(lengthMax); n > 0; n--) {
            text.append("abcXYZ019-_ü€漢".charAt(random.nextInt(14)));
        }
        return text.toString();
    }

    /** What grpc hands over when a message came in one buffer, outside the heap. */
    private static final class OnePiece extends ByteArrayInputStream implements HasByteBuffer {
        private final byte[] bytes;

        OnePiece(byte[] bytes) {
            super(bytes);
            this.bytes = bytes;
        }

        @Override
        public boolean byteBufferSupported() {
            return true;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }
    }
}
