package dev.pharos.server.cluster.peer;

import dev.pharos.server.port.cluster.PeerLink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/** Frames as bytes: the length of what follows, then the head, then the body. */
final class FrameCodec extends ByteToMessageCodec<Frame> {
    /** What a stranger may send at once. */
    private static final int STRANGER_MAX = 4 << 10;

    private int bodyMax = STRANGER_MAX;

    /** The other end has shown who it is, and may send messages of any length that is allowed. */
    void trust() {
        bodyMax = PeerLink.MESSAGE_MAX;
    }

    @Override
    protected void encode(ChannelHandlerContext context, Frame frame, ByteBuf out) {
        out.writeInt(Frame.HEAD_BYTES + frame.body.length)
                .writeByte(frame.kind.number)
                .writeByte(frame.topic)
                .writeLong(frame.call)
                .writeBytes(frame.body);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < Frame.HEAD_BYTES || length > Frame.HEAD_BYTES + bodyMax) {
            throw new CorruptedFrameException(
                    "a frame of "
                            + length
                            + " bytes (expected: "
                            + Frame.HEAD_BYTES
                            + ".."
                            + (Frame.HEAD_BYTES + bodyMax)
                            + ")");
        }
        if (in.readableBytes() < Integer.BYTES + length) {
            return;
        }
        in.skipBytes(Integer.BYTES);
        int kind = in.readUnsignedByte();
        int topic = in.readUnsignedByte();
        long call = in.readLong();
        byte[] body = new byte[length - Frame.HEAD_BYTES];
        in.readBytes(body);
        out.add(new Frame(kind(kind), topic, call, body));
    }

    private static Frame.Kind kind(int number) {
        for (Frame.Kind kind : Frame.Kind.values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new CorruptedFrameException("a frame of the unknown kind " + number);
    }
}
