package dev.pharos.server.telemetry.meter;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the links to other nodes report. Limit: {@value #PEERS_MAX} peers, by the addresses at which
 * they are looked for.
 */
public final class PeerMeter {
    private static final int PEERS_MAX = 1_000;

    private final Map<String, Histogram> roundTrips = new ConcurrentHashMap<>();

    /** A question to the node at this address, whether it lives, was answered after so long. */
    public void roundTrip(String address, long nanos) {
        if (roundTrips.size() < PEERS_MAX || roundTrips.containsKey(address)) {
            roundTrips.computeIfAbsent(address, _ -> Histogram.ofTimes()).record(nanos);
        }
    }

    /** In the order of addresses. */
    public Map<String, Histogram> roundTrips() {
        return new TreeMap<>(roundTrips);
    }
}
