package dev.pharos.server.front.grpc;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;

/** The messages of this wire as protobuf's descriptors: the oracle for the code by hand. */
final class NacosProto {
    private static final FileDescriptor FILE = file();
    private static final Descriptor PAYLOAD = FILE.findMessageTypeByName("Payload");
    private static final Descriptor METADATA = FILE.findMessageTypeByName("Metadata");
    private static final Descriptor HEADER = METADATA.findNestedTypeByName("HeadersEntry");
    private static final Descriptor ANY = AnyProto.getDescriptor().findMessageTypeByName("Any");

    private NacosProto() {}

    static DynamicMessage payload(
            String type, Map<String, String> headers, String clientIp, String json) {
        DynamicMessage.Builder metadata =
                DynamicMessage.newBuilder(METADATA)
                        .setField(METADATA.findFieldByNumber(3), type)
                        .setField(METADATA.findFieldByNumber(8), clientIp);
        headers.forEach(
                (key, value) ->
                        metadata.addRepeatedField(
                                METADATA.findFieldByNumber(7),
                                DynamicMessage.newBuilder(HEADER)
                                        .setField(HEADER.findFieldByNumber(1), key)
                                        .setField(HEADER.findFieldByNumber(2), value)
                                        .build()));
        DynamicMessage body =
                DynamicMessage.newBuilder(ANY)
                        .setField(ANY.findFieldByNumber(2), ByteString.copyFromUtf8(json))
                        .build();
        return DynamicMessage.newBuilder(PAYLOAD)
                .setField(PAYLOAD.findFieldByNumber(2), metadata.build())
                .setField(PAYLOAD.findFieldByNumber(3), body)
                .build();
    }

    static DynamicMessage parse(byte[] bytes) throws InvalidProtocolBufferException {
        return DynamicMessage.parseFrom(PAYLOAD, bytes);
    }

    private static FileDescriptor file() {
        DescriptorProto header =
                DescriptorProto.newBuilder()
                        .setName("HeadersEntry")
                        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                        .addField(text("key", 1))
                        .addField(text("value", 2))
                        .build();
        DescriptorProto metadata =
                DescriptorProto.newBuilder()
                        .setName("Metadata")
                        .addNestedType(header)
                        .addField(text("type", 3))
                        .addField(
                                message("headers", 7, ".Metadata.HeadersEntry")
                                        .setLabel(Label.LABEL_REPEATED))
                        .addField(text("clientIp", 8))
                        .build();
        DescriptorProto payload =
                DescriptorProto.newBuilder()
                        .setName("Payload")
                        .addField(message("metadata", 2, ".Metadata"))
                        .addField(message("body", 3, ".google.protobuf.Any"))
                        .build();
        FileDescriptorProto file =
                FileDescriptorProto.newBuilder()
                        .setName("nacos.proto")
                        .setSyntax("proto3")
                        .addDependency("google/protobuf/any.proto")
                        .addMessageType(metadata)
                        .addMessageType(payload)
                        .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[] {AnyProto.getDescriptor()});
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    private static FieldDescriptorProto.Builder text(String name, int number) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(FieldDescriptorProto.Type.TYPE_STRING)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder message(String name, int number, String type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }
}
