package dev.pharos.server.cluster.peer;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.port.cluster.PeerLink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection that another node has made: whoever shows that it belongs here may send messages.
 *
 * <p>Thread: the connection's loop; answers come from any.
 */
final class Incoming extends SimpleChannelInboundHandler<Frame> {
    private static final int ANSWERING_MAX = 1 << 12;

    /** The other end asks whether we live; who does not even do that is gone. */
    private static final int SILENCES = 2;

    private final Equipment equipment;
    private final Door door;
    private final Channel channel;
    private final String nonce;
    private final AtomicInteger answering = new AtomicInteger();
    private @Nullable Talked talked;
    private @Nullable NodeId from;
    private long connectedNanos;
    private long heardNanos;

    /** Who decides what comes in. */
    interface Door {
        Greeting self();

        /** Why a node that says this of itself is not let in; absent when it is. */
        Optional<String> refusal(Greeting greeting, InetSocketAddress remote);

        /** It has shown who it is. Why it is not let in all the same; absent when it is. */
        Optional<String> entered(Greeting greeting, Incoming visit);

        void left(Greeting greeting, Incoming visit);

        Optional<PeerLink.Answering> answering(int topic);
    }

    private record Talked(Secret.Talk talk, Greeting greeting) {}

    Incoming(Equipment equipment, Door door, Channel channel) {
        this.equipment = equipment;
        this.door = door;
        this.channel = channel;
        this.nonce = equipment.secret().nonce();
    }

    Channel channel() {
        return channel;
    }

    /** Thread: any. */
    void cut() {
        var _ = channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connectedNanos = equipment.world().nanos();
        heardNanos = connectedNanos;
        check();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        heardNanos = equipment.world().nanos();
        switch (frame.kind) {
            case HELLO -> greet(frame.fields());
            case PROOF -> prove(context, frame.fields());
            case PING -> pong();
            case TELL, ASK -> take(frame);
            case WELCOME, ACCEPT, REFUSE, PONG, ANSWER, FAILURE ->
                    refuse(frame.kind + " was sent out of turn");
        }
    }

    /** A stranger has nothing to ask, and wins no time by it. */
    private void pong() {
        if (from == null) {
            refuse("PING was sent out of turn");
        } else {
            send(Frame.of(Frame.Kind.PONG));
        }
    }

    private void greet(ByteReader in) {
        if (talked != null) {
            refuse("HELLO was sent out of turn");
            return;
        }
        int version = in.whole();
        if (version != Frame.VERSION) {
            refuse("this node speaks version " + Frame.VERSION + " between nodes, not " + version);
            return;
        }
        String theirs = in.text();
        Greeting greeting = Greeting.read(in);
        Optional<String> refusal =
                door.refusal(greeting, (InetSocketAddress) channel.remoteAddress());
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return;
        }
        Greeting self = door.self();
        Secret.Talk talk = new Secret.Talk(theirs, greeting, nonce, self);
        talked = new Talked(talk, greeting);
        send(
                Frame.of(
                        Frame.Kind.WELCOME,
                        out -> {
                            out.whole(Frame.VERSION);
                            out.text(nonce);
                            self.write(out);
                            out.text(equipment.secret().proof(Frame.Kind.WELCOME, talk));
                        }));
    }

    private void prove(ChannelHandlerContext context, ByteReader in) {
        Talked before = talked;
        if (before == null || from != null) {
            refuse("PROOF was sent out of turn");
            return;
        }
        if (!equipment.secret().accepts(in.text(), Frame.Kind.PROOF, before.talk())) {
            refuse("the secret is not that of this cluster (key pharos.cluster.secret)");
            return;
        }
        Optional<String> refusal = door.entered(before.greeting(), this);
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return;
        }
        from = before.greeting().id();
        context.pipeline().get(FrameCodec.class).trust();
        send(Frame.of(Frame.Kind.ACCEPT));
    }

    private void take(Frame frame) {
        NodeId node = from;
        if (node == null) {
            refuse(frame.kind + " was sent out of turn");
            return;
        }
        Optional<PeerLink.Answering> room = door.answering(frame.topic);
        if (room.isEmpty()) {
            fail(frame, "this node does not answer that yet");
        } else if (answering.incrementAndGet() > ANSWERING_MAX) {
            answering.decrementAndGet();
            fail(frame, "this node answers " + ANSWERING_MAX + " calls already");
        } else {
            follow(frame, room.get().answer(node, frame.body));
        }
    }

    private void follow(Frame frame, CompletionStage<byte[]> answer) {
        var _ =
                answer.whenComplete(
                        (body, failure) -> {
                            answering.decrementAndGet();
                            if (failure != null) {
                                fail(frame, String.valueOf(failure.getMessage()));
                            } else if (frame.kind == Frame.Kind.ASK) {
                                send(frame.answered(Frame.Kind.ANSWER, body));
                            }
                        });
    }

    private void fail(Frame frame, String why) {
        if (frame.kind == Frame.Kind.ASK) {
            ByteWriter out = new ByteWriter();
            out.text(why);
            send(frame.answered(Frame.Kind.FAILURE, out.toBytes()));
        }
    }

    private void refuse(String why) {
        Frame refusal =
                Frame.of(
                        Frame.Kind.REFUSE,
                        out -> {
                            out.text(why);
                            out.optional(Optional.of(door.self()), (o, self) -> self.write(o));
                        });
        channel.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    }

    private void check() {
        if (!channel.isActive()) {
            return;
        }
        long now = equipment.world().nanos();
        long quietNanos = now - heardNanos;
        Duration silence = equipment.settings().silence();
        if (from == null && now - connectedNanos >= silence.toNanos()) {
            refuse("who this is was not shown within " + silence.toMillis() + " ms");
        } else if (quietNanos > silence.multipliedBy(SILENCES).toNanos()) {
            var _ = channel.close();
        } else {
            equipment.world().after(silence, channel.eventLoop(), this::check);
        }
    }

    /** Answers are bounded by the calls, so they may wait for the socket. */
    private void send(Frame frame) {
        var _ = channel.writeAndFlush(frame, channel.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (talked != null && from != null) {
            door.left(talked.greeting(), this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(Line.said(cause));
    }
}
