package dev.pharos.server.cluster.peer;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.World;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What leads to one target: it dials, and dials again, soon at first and then more seldom.
 *
 * <p>Thread: its loop; {@link #met} from any.
 */
final class Line {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    /** An address that leads back to this node may lead elsewhere one day. */
    private static final Duration PAUSE_SELF = Duration.ofSeconds(10);

    private final Target target;
    private final Equipment equipment;
    private final EventLoop loop;
    private final Bootstrap dialling;
    private final Switchboard board;
    private Duration pause = PAUSE_MIN;
    private boolean closed;
    private boolean waiting;
    private World.Timer again = () -> {};
    private @Nullable Outgoing dialled;
    private volatile Met met;

    /** What the name of its host stands for. */
    private volatile List<InetAddress> addresses = List.of();

    /** Who connects messages to lines. */
    interface Switchboard {
        Greeting self();

        void opened(NodeId node, Outgoing outgoing);

        void lost(Outgoing outgoing);

        void changed();
    }

    Line(
            Target target,
            Equipment equipment,
            EventLoop loop,
            Bootstrap dialling,
            Switchboard board) {
        this.target = target;
        this.equipment = equipment;
        this.loop = loop;
        this.dialling = dialling;
        this.board = board;
        this.met =
                new Met(
                        target,
                        Optional.empty(),
                        false,
                        equipment.world().steadyMillis(),
                        Met.UNTRIED);
    }

    void start() {
        loop.execute(this::resolve);
    }

    Met met() {
        return met;
    }

    /** Whether the target is looked for at this address. Thread: any. */
    boolean leadsTo(InetAddress address) {
        return addresses.contains(address);
    }

    /** Somebody has been heard of: if it is the node there, there is no use in waiting. */
    void hurry(Greeting greeting) {
        boolean known =
                target.entry().equals(greeting.address())
                        || met.greeting().filter(one -> one.id().equals(greeting.id())).isPresent();
        loop.execute(
                () -> {
                    if (known && waiting && pause.compareTo(PAUSE_MIN) > 0) {
                        pause = PAUSE_MIN;
                        again.cancel();
                        resolve();
                    }
                });
    }

    /** Ends a connection to a node of another cluster. */
    void part(Greeting self) {
        if (met.greeting().filter(self::isStrangerTo).isPresent()) {
            cut(
                    "it belongs to the cluster "
                            + met.greeting().orElseThrow().cluster().orElseThrow());
        }
    }

    void close(String why) {
        loop.execute(
                () -> {
                    closed = true;
                    again.cancel();
                });
        cut(why);
    }

    /** Ends the connection that there is; the next one follows. Thread: any. */
    void cut(String why) {
        loop.execute(
                () -> {
                    if (dialled != null) {
                        dialled.cut(why);
                    }
                });
    }

    /** A name may stand for another address each time; looking it up may block. */
    private void resolve() {
        waiting = false;
        if (closed) {
            return;
        }
        equipment
                .world()
                .tasks()
                .execute(
                        () -> {
                            List<InetAddress> found = addresses(target.entry().host());
                            onLoop(() -> dial(found));
                        });
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) { // all lines are closed by now
        }
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    private void dial(List<InetAddress> found) {
        if (closed) {
            return;
        }
        addresses = found;
        if (found.isEmpty()) {
            failed("its name " + target.entry().host() + " is not known");
            return;
        }
        InetSocketAddress socket = new InetSocketAddress(found.getFirst(), target.peerPort());
        var _ =
                dialling.clone(loop)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        greetOver(channel);
                                    }
                                })
                        .connect(socket)
                        .addListener(
                                connected -> {
                                    if (!connected.isSuccess()) {
                                        failed(said(connected.cause()));
                                    }
                                });
    }

    private void greetOver(Channel channel) {
        Outgoing outgoing = new Outgoing(equipment, board.self(), this, channel);
        dialled = outgoing;
        channel.pipeline().addLast(new FrameCodec(), outgoing);
    }

    void heard(Greeting greeting) {
        Met now = met;
        meet(
                new Met(
                        target,
                        Optional.of(greeting),
                        now.reached(),
                        now.sinceMillis(),
                        now.problem()));
    }

    void answered(long nanos) {
        equipment.meter().roundTrip(target.entry().toString(), nanos);
    }

    void open(Outgoing outgoing, NodeId node) {
        pause = PAUSE_MIN;
        LOG.info("reached node={} at={}", node, target.socket());
        meet(new Met(target, met.greeting(), true, equipment.world().steadyMillis(), ""));
        board.opened(node, outgoing);
    }

    void lost(Outgoing outgoing, String problem) {
        if (outgoing.equals(dialled)) {
            dialled = null;
        }
        board.lost(outgoing);
        if (met.reached()) {
            LOG.info("lost at={}: {}", target.socket(), problem);
        }
        failed(problem);
    }

    private void failed(String problem) {
        Met now = met;
        long since = now.reached() ? equipment.world().steadyMillis() : now.sinceMillis();
        meet(new Met(target, now.greeting(), false, since, problem));
        if (!closed) {
            waiting = true;
            again = equipment.world().after(nextPause(), loop, this::resolve);
        }
    }

    private Duration nextPause() {
        Greeting self = board.self();
        if (met.greeting().filter(self::isSameRun).isPresent()) {
            return PAUSE_SELF;
        }
        Duration now = pause;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
        return now;
    }

    private void meet(Met now) {
        if (!now.equals(met)) {
            met = now;
            board.changed();
        }
    }

    /** In a phrase, what is wrong with a connection. */
    static String said(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.toLowerCase(Locale.ROOT).contains("connection refused")) {
            return "nobody listens there";
        }
        if (cause instanceof ConnectException && message.contains("timed out")) {
            return "it does not answer";
        }
        return cause instanceof UnknownHostException ? "its name is not known" : message;
    }
}
