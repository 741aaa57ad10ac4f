package dev.pharos.server.cluster.peer;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Those who have connected and have not shown yet who they are. They are few, so that no stranger
 * takes the room of a member; and whoever comes gets in, because who belongs here leaves again
 * within a moment, and who has waited longest belongs here least. An address crowds out itself
 * first, and all together those who are not expected.
 *
 * <p>Thread: any.
 */
final class Lobby {
    static final int WAITING_MAX = 64;
    static final int WAITING_OF_ADDRESS_MAX = 16;

    private final Predicate<InetAddress> expected;
    private final Map<Channel, InetAddress> waiting = new LinkedHashMap<>();

    /** {@code expected}: whether a node is looked for at this address. */
    Lobby(Predicate<InetAddress> expected) {
        this.expected = expected;
    }

    /** One more, who may cost another one the place. */
    void enter(Channel channel, InetAddress from) {
        Optional<Channel> crowdedOut = Optional.empty();
        synchronized (waiting) {
            if (count(from) >= WAITING_OF_ADDRESS_MAX) {
                crowdedOut = oldest(from::equals);
            } else if (waiting.size() >= WAITING_MAX) {
                crowdedOut = oldest(expected.negate()).or(() -> oldest(_ -> true));
            }
            crowdedOut.ifPresent(waiting::remove);
            waiting.put(channel, from);
        }
        if (crowdedOut.isPresent()) {
            var _ = crowdedOut.get().close();
        }
    }

    /** It has shown who it is, or is gone. */
    void leave(Channel channel) {
        synchronized (waiting) {
            waiting.remove(channel);
        }
    }

    private long count(InetAddress from) {
        return waiting.values().stream().filter(from::equals).count();
    }

    private Optional<Channel> oldest(Predicate<InetAddress> among) {
        return waiting.entrySet().stream()
                .filter(one -> among.test(one.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
