package dev.pharos.server.cluster.raft.member;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.InstallSnapshotRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.InstallSnapshotResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The library's messages as bytes: the length of the name in a byte, the name, the message. */
final class Messages {
    private static final Map<String, Message> KNOWN =
            Stream.of(
                            AppendEntriesRequest.getDefaultInstance(),
                            AppendEntriesResponse.getDefaultInstance(),
                            ErrorResponse.getDefaultInstance(),
                            GetFileRequest.getDefaultInstance(),
                            GetFileResponse.getDefaultInstance(),
                            InstallSnapshotRequest.getDefaultInstance(),
                            InstallSnapshotResponse.getDefaultInstance(),
                            ReadIndexRequest.getDefaultInstance(),
                            ReadIndexResponse.getDefaultInstance(),
                            RequestVoteRequest.getDefaultInstance(),
                            RequestVoteResponse.getDefaultInstance(),
                            TimeoutNowRequest.getDefaultInstance(),
                            TimeoutNowResponse.getDefaultInstance())
                    .collect(Collectors.toUnmodifiableMap(Messages::name, message -> message));

    private Messages() {}

    /** The name of the message in these bytes; nothing else of them is looked at. */
    static String name(byte[] bytes) throws IOException {
        if (bytes.length == 0 || bytes.length <= bytes[0] || bytes[0] < 0) {
            throw new IOException("a message without a name");
        }
        return new String(bytes, 1, bytes[0], US_ASCII);
    }

    static byte[] encode(Message message) {
        byte[] name = name(message).getBytes(US_ASCII);
        int size = message.getSerializedSize();
        byte[] bytes = new byte[1 + name.length + size];
        ByteBuffer.wrap(bytes).put((byte) name.length).put(name);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes, 1 + name.length, size);
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is room for it, and no device
        }
        return bytes;
    }

    /** Fails: when it is none of the library's messages. */
    static Message decode(byte[] bytes) throws IOException {
        String name = name(bytes);
        Message kind = KNOWN.get(name);
        if (kind == null) {
            throw new IOException("a message of the unknown name " + name);
        }
        int at = 1 + name.length();
        return kind.getParserForType().parseFrom(ByteString.copyFrom(bytes, at, bytes.length - at));
    }

    private static String name(Message message) {
        return message.getDescriptorForType().getName();
    }
}
