package dev.pharos.server.state;

import java.time.Duration;

/**
 * How the keepers work.
 *
 * @param mailboxMax how many commands may wait for a keeper
 * @param sweep how often clients that stopped beating are looked for
 * @param emptyService how long a service that nobody described stays without instances
 * @param removesSilent whether an instance that stopped beating is removed in the end
 * @param grace how long instances of before a restart are shown that nobody confirms
 */
public record StateSettings(
        int mailboxMax,
        Duration sweep,
        Duration emptyService,
        boolean removesSilent,
        Duration grace) {
    public static StateSettings standard() {
        return new StateSettings(
                1 << 16,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                true,
                Duration.ofSeconds(30));
    }
}
