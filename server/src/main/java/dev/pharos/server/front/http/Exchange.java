package dev.pharos.server.front.http;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.front.http.Outgoing.Fate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection: bytes to request, size limit, one call in work at a time, answers in order.
 *
 * <p>It goes from IDLE with the first byte to ARRIVING, with the last one to WORKING, and when the
 * answer is handed over back to IDLE; over WRITING when the caller is slow to read. The next
 * request's bytes wait in the {@link Intake} meanwhile. What ends a connection in order is ENDING
 * (the last answer is on its way) and LINGERING (our side is shut, the caller may still send; to
 * close now would tear the answer out of its hands). Every state but WORKING has a deadline.
 *
 * <p>Thread: the connection's loop, except {@link #isOverdue} and {@link #answered}.
 */
final class Exchange extends ChannelInboundHandlerAdapter {
    private static final long NEVER = Long.MAX_VALUE;

    /** What all connections share. */
    record Parts(
            HttpLimits limits,
            Service service,
            Accesses accesses,
            Set<Exchange> open,
            AtomicLong arriving,
            AtomicLong unread,
            AtomicBoolean draining) {}

    private enum State {
        IDLE,
        ARRIVING,
        WORKING,
        WRITING,
        ENDING,
        LINGERING,
        CLOSED
    }

    /** A call in work. */
    private static final class Work {
        final HttpCall call;
        final Fate fate;
        final long since = System.nanoTime();

        Work(HttpCall call, Fate fate) {
            this.call = call;
            this.fate = fate;
        }
    }

    private final Parts parts;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final Intake intake;
    private final Outgoing outgoing;
    private final HttpLimits.Share arriving;
    private final HttpLimits.Share unread;
    private State state = State.IDLE;
    private volatile long deadline;
    private @Nullable Arrival arrival;
    private @Nullable Work current;
    private boolean last;
    private boolean inputShut;
    private boolean pumping;
    private long lingerUntil;

    private Exchange(Parts parts, Channel channel, InetSocketAddress remote) {
        this.parts = parts;
        this.channel = channel;
        this.remote = remote;
        HttpLimits.Sizes sizes = parts.limits().sizes();
        this.arriving = new HttpLimits.Share(parts.arriving(), sizes.arrivingMaxBytes());
        this.unread = new HttpLimits.Share(parts.unread(), sizes.unreadMaxBytes());
        this.intake = new Intake();
        this.outgoing = new Outgoing(channel, this::goOn);
    }

    /** Takes a connection over, before its first byte. */
    static void open(Parts parts, Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            var _ = channel.close();
            return;
        }
        Exchange exchange = new Exchange(parts, channel, remote);
        channel.pipeline().addLast(exchange.intake, exchange);
        exchange.await(State.IDLE, parts.limits().patience().idle());
        parts.open().add(exchange);
        var _ = channel.closeFuture().addListener(_ -> exchange.closed());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        int max = parts.limits().counts().connectionsMax();
        if (parts.draining().get()) {
            end();
        } else if (parts.open().size() > max) {
            refuse(HttpAnswer.text(503, new Fault.Busy("connections", max).message()));
        }
        channel.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object piece) {
        try {
            if (piece instanceof HttpRequest head && state == State.ARRIVING) {
                begin(new Arrival(head, parts.limits().sizes().bodyMaxBytes()));
            } else if (piece instanceof HttpContent content && arrival != null) {
                more(arrival, content);
            }
        } finally {
            ReferenceCountUtil.release(piece);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && !pumping) {
            goOn();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputShut = true;
            switch (state) {
                case IDLE, ARRIVING -> end();
                case LINGERING -> close();
                case WORKING -> callerSaidAll();
                case WRITING, ENDING, CLOSED -> {}
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            parts.service()
                    .complain("connection failed remote=" + remote + " state=" + state, cause);
        }
        close();
    }

    /** Whether something should have happened by now; asked from any thread. */
    boolean isOverdue(long now) {
        return deadline != NEVER && deadline - now <= 0;
    }

    /** Acts on a deadline that has passed. */
    void expire() {
        if (!isOverdue(System.nanoTime())) {
            return;
        }
        switch (state) {
            case IDLE -> end();
            case ARRIVING -> {
                long millis = parts.limits().patience().request().toMillis();
                String text = "the request took too long (expected: whole within " + millis;
                refuse(HttpAnswer.text(408, text + " ms)"));
                channel.flush();
            }
            case WRITING, ENDING, LINGERING, WORKING, CLOSED -> close();
        }
    }

    /** Closes now if nothing is in work, else after the answer, which is asked for. */
    void drain() {
        Work work = current;
        if (state == State.IDLE) {
            end();
        } else if (work != null) {
            work.call.hurry();
        }
    }

    /** Runs something with this connection where it lives. */
    void onLoop(Consumer<Exchange> task) {
        channel.eventLoop().execute(() -> task.accept(this));
    }

    void close() {
        var _ = channel.close();
    }

    private void begin(Arrival next) {
        Optional<HttpAnswer> refusal = next.refusal();
        if (refusal.isPresent()) {
            refuse(refusal.get());
        } else if (next.isTooLarge()) {
            refuseSize(next);
        } else {
            arrival = next;
            if (next.waitsForContinue()) {
                outgoing.sayContinue();
            }
        }
    }

    private void more(Arrival half, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(Arrival.refusal(content.decoderResult().cause()));
            return;
        }
        half.add(content.content());
        if (half.isTooLarge()) {
            refuseSize(half);
        } else if (content instanceof LastHttpContent) {
            arrival = null;
            work(half);
        }
    }

    private void work(Arrival whole) {
        boolean stays = whole.keepsAlive() && !parts.draining().get();
        Fate fate = stays ? whole.isOld() ? Fate.STAYS_BY_REQUEST : Fate.STAYS : Fate.ENDS;
        Work work = new Work(whole.call(remote), fate);
        current = work;
        state = State.WORKING;
        deadline = NEVER;
        work.call.whenForgotten(() -> channel.eventLoop().execute(() -> forgotten(work)));
        parts.service().serve(work.call, (route, answer) -> answered(work, route, answer));
        if (state == State.WORKING && parts.draining().get()) {
            work.call.hurry();
        }
    }

    private void forgotten(Work parked) {
        if (current == parked) {
            arriving.release();
        }
    }

    /** Takes the answer from whatever thread it comes, once; too late is no harm. */
    private void answered(Work work, String route, HttpAnswer answer) {
        if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(() -> answered(work, route, answer));
            return;
        }
        if (current == work) {
            current = null;
            arriving.release();
            HttpAnswer admitted = admit(work.call, answer);
            boolean ends = inputShut || parts.draining().get() || admitted.pieces().isPresent();
            Fate fate = ends ? Fate.ENDS : work.fate;
            respond(admitted, fate, work.call.method().equals("HEAD"));
            told(work.call, route, admitted, System.nanoTime() - work.since);
            if (!intake.isBusy) {
                channel.flush();
            }
        }
    }

    /** Large answers that nobody reads take memory, unless they are one and the same. */
    private HttpAnswer admit(HttpCall call, HttpAnswer answer) {
        if (answer.isShared() || unread.add(answer.body().length)) {
            return answer;
        }
        unread.release();
        long max = parts.limits().sizes().unreadMaxBytes();
        return parts.service().refusal(call, new Fault.Busy("bytes of unread answers", max));
    }

    /** An answer to what never became a call; the connection ends with it. */
    private void refuse(HttpAnswer answer) {
        arrival = null;
        arriving.release();
        respond(answer, Fate.ENDS, false);
    }

    private void refuseSize(Arrival large) {
        HttpCall call = large.call(remote);
        long max = parts.limits().sizes().bodyMaxBytes();
        Fault fault = new Fault.TooLarge("body in bytes", large.size(), max);
        HttpAnswer answer = parts.service().refusal(call, fault);
        refuse(answer);
        told(call, "", answer, 0);
    }

    private void told(HttpCall call, String route, HttpAnswer answer, long nanos) {
        parts.accesses()
                .answered(
                        new Accesses.Access(
                                call.method(),
                                call.path(),
                                route,
                                answer.status(),
                                answer.body().length,
                                nanos,
                                remote));
    }

    private void respond(HttpAnswer answer, Fate fate, boolean withoutBody) {
        last = fate == Fate.ENDS;
        outgoing.begin(answer, fate, withoutBody);
        state = State.WRITING;
        advance();
    }

    /** Brings out what the socket takes of an answer, and goes on when it has taken all. */
    private void advance() {
        pumping = true;
        boolean done = outgoing.pump();
        pumping = false;
        if (!done) {
            await(State.WRITING, parts.limits().patience().write());
            return;
        }
        unread.release();
        if (last) {
            end();
        } else {
            await(State.IDLE, parts.limits().patience().idle());
            intake.resume();
        }
    }

    /** There is room again, or there is more: nobody reads here, so nobody else would flush. */
    private void goOn() {
        if (state == State.WRITING) {
            advance();
            channel.flush();
        }
    }

    /** Nothing more will be said: brings out what is written, then shuts our side. */
    private void end() {
        await(State.ENDING, parts.limits().patience().write());
        var _ =
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(
                                (ChannelFutureListener) written -> linger(written.isSuccess()));
    }

    private void linger(boolean written) {
        if (!written || inputShut || !(channel instanceof DuplexChannel duplex)) {
            close();
            return;
        }
        Duration patience = parts.limits().patience().linger();
        lingerUntil = System.nanoTime() + parts.limits().patience().request().toNanos();
        await(State.LINGERING, patience);
        intake.regulate();
        var _ = duplex.shutdownOutput();
    }

    /** A long poll's caller has gone; any other may only have shut its side, and waits. */
    private void callerSaidAll() {
        Work work = current;
        if (work == null || work.call.isForgotten()) {
            close();
        } else {
            await(State.WORKING, parts.limits().patience().request());
        }
    }

    private void closed() {
        state = State.CLOSED;
        deadline = NEVER;
        arrival = null;
        arriving.release();
        unread.release();
        parts.open().remove(this);
        outgoing.close();
        Work work = current;
        current = null;
        if (work != null) {
            work.call.leave();
        }
    }

    private void await(State next, Duration patience) {
        state = next;
        deadline = System.nanoTime() + patience.toNanos();
    }

    /** The decoder, which decodes only when a request may arrive, and stops reading in time. */
    private final class Intake extends HttpRequestDecoder {
        /** What may wait here behind a call in work; as long as it is less, a close is noticed. */
        private static final int AHEAD_MAX_BYTES = 4 << 10;

        private boolean isBusy;

        Intake() {
            super(
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(parts.limits().sizes().headMaxBytes())
                            .setMaxHeaderSize(parts.limits().sizes().headMaxBytes())
                            .setMaxChunkSize(64 << 10));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
            if (state == State.ENDING || state == State.LINGERING || state == State.CLOSED) {
                discard((ByteBuf) bytes);
                return;
            }
            isBusy = true;
            int length = ((ByteBuf) bytes).readableBytes();
            super.channelRead(context, bytes);
            isBusy = false;
            if (state == State.ARRIVING && !arriving.add(length)) {
                long max = parts.limits().sizes().arrivingMaxBytes();
                refuse(HttpAnswer.text(503, new Fault.Busy("arriving bytes", max).message()));
            }
            regulate();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) throws Exception {
            if (channel.config().isAutoRead()) {
                super.channelReadComplete(context);
            } else {
                discardSomeReadBytes();
                context.fireChannelReadComplete();
            }
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
                throws Exception {
            if (state == State.IDLE) {
                await(State.ARRIVING, parts.limits().patience().request());
            }
            if (state == State.ARRIVING) {
                super.decode(context, bytes, out);
            }
        }

        /** Goes on with what has come ahead. A task of its own: a long queue is no deep stack. */
        void resume() {
            if (!isBusy && actualReadableBytes() > 0) {
                channel.eventLoop().execute(this::feed);
            } else {
                regulate();
            }
        }

        /** Stops reading behind a call in work when much has come ahead, else reads. */
        void regulate() {
            boolean working = state == State.WORKING || state == State.WRITING;
            boolean reads = !working || actualReadableBytes() <= AHEAD_MAX_BYTES;
            if (reads != channel.config().isAutoRead()) {
                channel.config().setAutoRead(reads);
            }
        }

        private void feed() {
            if (state == State.IDLE) {
                channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
                channel.pipeline().fireChannelReadComplete();
            }
            regulate();
        }

        private void discard(ByteBuf bytes) {
            bytes.release();
            if (state == State.LINGERING && System.nanoTime() < lingerUntil) {
                await(State.LINGERING, parts.limits().patience().linger());
            }
        }
    }
}
