package dev.pharos.server.front.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against protobuf's own code, driven by descriptors. */
final class PayloadMarshallerTest {
    private static final Map<String, String> HEADERS = Map.of("accessToken", "t", "ü", "ß");

    @Test
    void readsWhatProtobufWrites() {
        DynamicMessage message =
                NacosProto.payload("InstanceRequest", HEADERS, "10.0.0.1", "{\"a\":\"ü\"}");
        Payload read = read(message.toByteArray());
        assertThat(read.type()).isEqualTo("InstanceRequest");
        assertThat(read.headers()).isEqualTo(HEADERS);
        assertThat(read.clientIp()).isEqualTo("10.0.0.1");
        assertThat(RpcProbe.json(read)).isEqualTo("{\"a\":\"ü\"}");
        assertThat(read.header("ACCESSTOKEN")).contains("t");
        assertThat(read.header("notify")).isEmpty();
    }

    @Test
    void protobufReadsWhatItWrites() throws InvalidProtocolBufferException {
        Payload payload = new Payload("Ä", HEADERS, "::1", "{}".getBytes(UTF_8));
        assertThat(NacosProto.parse(RpcProbe.bytes(payload)))
                .isEqualTo(NacosProto.payload("Ä", HEADERS, "::1", "{}"));
    }

    @Test
    void aPushCarriesItsIdInFrontOfWhatIsShared() throws InvalidProtocolBufferException {
        byte[] shared = "{\"serviceInfo\":{}}".getBytes(UTF_8);
        Payload push = Payload.push("NotifySubscriberRequest", "42", shared);
        String whole = "{\"requestId\":\"42\",\"serviceInfo\":{}}";
        assertThat(RpcProbe.json(push)).isEqualTo(whole);
        assertThat(NacosProto.parse(RpcProbe.bytes(push)))
                .isEqualTo(NacosProto.payload("NotifySubscriberRequest", Map.of(), "", whole));
        assertThat(RpcProbe.json(Payload.push("X", "1", "{}".getBytes(UTF_8))))
                .isEqualTo("{\"requestId\":\"1\"}");
    }

    @Test
    void unknownFieldsAreSkipped() {
        UnknownFieldSet.Field unknown =
                UnknownFieldSet.Field.newBuilder()
                        .addVarint(7)
                        .addFixed32(1)
                        .addFixed64(2)
                        .addLengthDelimited(ByteString.copyFromUtf8("x"))
                        .addGroup(UnknownFieldSet.getDefaultInstance())
                        .build();
        UnknownFieldSet more = UnknownFieldSet.newBuilder().addField(99, unknown).build();
        byte[] bytes =
                NacosProto.payload("T", Map.of(), "", "{}").toBuilder()
                        .setUnknownFields(more)
                        .build()
                        .toByteArray();
        assertThat(read(bytes).type()).isEqualTo("T");
        assertThat(RpcProbe.json(read(bytes))).isEqualTo("{}");
    }

    @Test
    void nothingAtAllIsAnEmptyPayload() {
        Payload empty = read(new byte[0]);
        assertThat(empty).isNotSameAs(Payload.BROKEN);
        assertThat(empty.type()).isEmpty();
        assertThat(empty.json()).isEmpty();
    }

    static Payload read(byte[] bytes) {
        return new PayloadMarshaller().parse(new ByteArrayInputStream(bytes));
    }
}
