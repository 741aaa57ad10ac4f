package dev.pharos.server.cluster.sync;

import java.time.Duration;

/**
 * How nodes keep the ephemeral half the same.
 *
 * @param compare how often each two compare what they hold
 * @param silence after so long without a word a node is out of reach
 * @param grace so long those who were connected to a node out of reach are shown
 * @param lost so long they are kept, in case that it comes back
 * @param renew how often heartbeats are passed on
 * @param patience so long a node is waited for that looks after an address
 * @param fill so long a start waits for what others hold
 */
public record SyncSettings(
        Duration compare,
        Duration silence,
        Duration grace,
        Duration lost,
        Duration renew,
        Duration patience,
        Duration fill) {
    public static SyncSettings standard() {
        return of(Duration.ofSeconds(30), Duration.ofSeconds(2));
    }

    /** What suits all that operators do not choose. */
    public static SyncSettings of(Duration grace, Duration fill) {
        return new SyncSettings(
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                grace,
                Duration.ofHours(1),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                fill);
    }
}
