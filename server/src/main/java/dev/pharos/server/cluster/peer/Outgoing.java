package dev.pharos.server.cluster.peer;

import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.port.cluster.PeerLink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection that this node has made: it greets, shows that it knows the secret, and then sends
 * its messages.
 *
 * <p>Thread: the connection's loop, but {@link #tell} and {@link #ask} from any.
 */
final class Outgoing extends SimpleChannelInboundHandler<Frame> {
    private final Equipment equipment;
    private final Greeting self;
    private final Line line;
    private final Channel channel;
    private final Calls calls;
    private final String nonce;
    private final long checkMillis;
    private @Nullable Greeting other;
    private long heardNanos;
    private long pingedNanos;
    private boolean awaitsPong;
    private String problem = "it closed the connection";

    Outgoing(Equipment equipment, Greeting self, Line line, Channel channel) {
        this.equipment = equipment;
        this.self = self;
        this.line = line;
        this.channel = channel;
        this.calls = new Calls(equipment.world());
        this.nonce = equipment.secret().nonce();
        this.checkMillis = equipment.settings().ping().toMillis() / 2 + 1;
    }

    void tell(PeerLink.Topic topic, byte[] message) {
        if (channel.isWritable()) {
            Frame frame = new Frame(Frame.Kind.TELL, topic.number(), 0, message);
            var _ = channel.writeAndFlush(frame, channel.voidPromise());
        }
    }

    CompletionStage<byte[]> ask(PeerLink.Topic topic, byte[] message, Duration patience) {
        if (!channel.isWritable()) {
            return Peers.unreached("what was sent before has not left yet");
        }
        CompletableFuture<byte[]> reply = new CompletableFuture<>();
        try {
            long call = calls.begin(reply, patience);
            Frame frame = new Frame(Frame.Kind.ASK, topic.number(), call, message);
            var _ = channel.writeAndFlush(frame, channel.voidPromise());
        } catch (PeerLink.Unreached e) {
            return CompletableFuture.failedStage(e);
        }
        return reply;
    }

    /** Ends it, for this reason. Thread: any. */
    void cut(String why) {
        channel.eventLoop()
                .execute(
                        () -> {
                            problem = why;
                            var _ = channel.close();
                        });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        heardNanos = equipment.world().nanos();
        pingedNanos = heardNanos;
        send(
                Frame.of(
                        Frame.Kind.HELLO,
                        out -> {
                            out.whole(Frame.VERSION);
                            out.text(nonce);
                            self.write(out);
                        }));
        check();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        heardNanos = equipment.world().nanos();
        switch (frame.kind) {
            case WELCOME -> welcomed(frame.fields());
            case ACCEPT -> accepted(context);
            case REFUSE -> refused(frame.fields());
            case ANSWER, FAILURE -> calls.answer(frame);
            case PONG -> ponged();
            case HELLO, PROOF, PING, TELL, ASK -> end("it sent " + frame.kind + " out of turn");
        }
    }

    private void welcomed(ByteReader in) {
        int version = in.whole();
        if (version != Frame.VERSION) {
            end("it speaks version " + version + " between nodes, and this node " + Frame.VERSION);
            return;
        }
        String theirs = in.text();
        Greeting greeting = Greeting.read(in);
        String proof = in.text();
        line.heard(greeting);
        Secret.Talk talk = new Secret.Talk(nonce, self, theirs, greeting);
        if (self.isSameRun(greeting)) {
            end("it is this node itself");
        } else if (!equipment.secret().accepts(proof, Frame.Kind.WELCOME, talk)) {
            end(strange(!proof.isEmpty()));
        } else {
            other = greeting;
            String mine = equipment.secret().proof(Frame.Kind.PROOF, talk);
            send(Frame.of(Frame.Kind.PROOF, out -> out.text(mine)));
        }
    }

    private String strange(boolean isProved) {
        return isProved && !equipment.secret().isSet()
                ? "it asks for the secret of its cluster, which this node does not have (pharos"
                        + " cluster token prints it there, for the settings here)"
                : "it does not know the secret of this node's cluster (key"
                        + " pharos.cluster.secret)";
    }

    private void accepted(ChannelHandlerContext context) {
        if (other == null) {
            end("it sent ACCEPT out of turn");
            return;
        }
        context.pipeline().get(FrameCodec.class).trust();
        line.open(this, other.id());
    }

    private void refused(ByteReader in) {
        String why = in.text();
        in.optional(Greeting::read).ifPresent(line::heard);
        end(why);
    }

    /** Asks whether the other end lives, and gives up what has been silent for too long. */
    private void check() {
        if (!channel.isActive()) {
            return;
        }
        calls.expire();
        long quietNanos = equipment.world().nanos() - heardNanos;
        if (quietNanos > equipment.settings().silence().toNanos()) {
            end("it has been silent for " + equipment.settings().silence().toMillis() + " ms");
            return;
        }
        long now = equipment.world().nanos();
        if (other != null
                && !awaitsPong
                && now - pingedNanos >= equipment.settings().ping().toNanos()) {
            awaitsPong = true;
            pingedNanos = now;
            send(Frame.of(Frame.Kind.PING));
        }
        equipment.world().after(Duration.ofMillis(checkMillis), channel.eventLoop(), this::check);
    }

    private void ponged() {
        if (awaitsPong) {
            awaitsPong = false;
            line.answered(equipment.world().nanos() - pingedNanos);
        }
    }

    private void send(Frame frame) {
        var _ = channel.writeAndFlush(frame, channel.voidPromise());
    }

    private void end(String why) {
        problem = why;
        var _ = channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        calls.end();
        line.lost(this, problem);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(Line.said(cause));
    }
}
