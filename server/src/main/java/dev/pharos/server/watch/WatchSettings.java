package dev.pharos.server.watch;

import java.time.Duration;

/**
 * How changes are told.
 *
 * @param windowMin how long the first change after a quiet time waits for more of its service
 * @param windowMax what the window grows to, doubling, while changes keep coming
 * @param retryMin the wait after the first missing acknowledgement; doubles with each
 * @param mailboxMax how many messages may wait for the hub
 */
public record WatchSettings(
        Duration windowMin,
        Duration windowMax,
        Duration retryMin,
        Duration retryMax,
        int mailboxMax) {
    public static WatchSettings standard() {
        return new WatchSettings(
                Duration.ofMillis(5),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                1 << 17);
    }
}
