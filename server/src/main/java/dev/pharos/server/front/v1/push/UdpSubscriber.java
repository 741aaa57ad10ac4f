package dev.pharos.server.front.v1.push;

import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.front.udp.UdpSender;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.ServiceJson;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Subscriber;
import dev.pharos.server.port.World;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client that is told of one service over UDP, for as long as it keeps asking. Clients ask
 * every ten seconds when they are pushed to.
 */
final class UdpSubscriber implements Delivery {
    private static final Duration LIFE = Duration.ofSeconds(30);

    private final World world;
    private final UdpSender sender;
    private final PushState state;
    private final Subscriber who;
    private final InetSocketAddress receiver;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong newest = new AtomicLong();
    private volatile long heardNanos;
    private volatile @Nullable ServiceView answered;

    UdpSubscriber(
            World world,
            UdpSender sender,
            PushState state,
            Subscriber who,
            InetSocketAddress receiver) {
        this.world = world;
        this.sender = sender;
        this.state = state;
        this.who = who;
        this.receiver = receiver;
        this.heardNanos = world.nanos();
    }

    /** The answer to its query has told it this; it need not hear it again. */
    void answered(ServiceView view) {
        answered = view;
    }

    /** Returns false when it is over already, and has to be made anew. */
    boolean renew() {
        if (isOver()) {
            return false;
        }
        heardNanos = world.nanos();
        return !over.get();
    }

    /** Once it is over it stays so. */
    boolean isOver() {
        if (world.nanos() - heardNanos > LIFE.toNanos()) {
            over.set(true);
        }
        return over.get();
    }

    @Override
    public boolean offer(Notice notice) {
        if (isOver()) {
            return false;
        }
        switch (notice) {
            case Notice.ServiceChanged changed -> push(changed);
            case Notice.ConfigChanged _ -> {}
        }
        return true;
    }

    @Override
    public Subscriber who() {
        return who;
    }

    /**
     * The engine sends twice; after that the client's next poll is what helps. What was sent before
     * is not sent again: a client believes whatever comes last.
     */
    private void push(Notice.ServiceChanged changed) {
        ServiceView known = answered;
        answered = null;
        if (known != null && looksAs(known, changed.view().value())) {
            changed.receipt().arrived();
            return;
        }
        long id = state.begin();
        sender.withdraw(newest.getAndSet(id));
        String told =
                new String(
                        ServiceJson.udp(changed.view(), changed.pools()), StandardCharsets.UTF_8);
        byte[] packet =
                JsonWriter.object(
                        json ->
                                json.text("type", "dom")
                                        .text("data", told)
                                        .number("lastRefTime", id));
        sender.send(
                receiver,
                id,
                packet,
                new UdpSender.Fate() {
                    @Override
                    public void acknowledged(Duration took) {
                        state.arrived(took.toMillis());
                        changed.receipt().arrived();
                    }

                    @Override
                    public void lost() {}
                });
    }

    private static boolean looksAs(ServiceView known, ServiceView now) {
        return known.instances().equals(now.instances()) && known.profile().equals(now.profile());
    }
}
