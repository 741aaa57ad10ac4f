package dev.pharos.testkit.client;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos 2.6.3 of npm: HTTP and UDP. */
@ResourceLock("clients, first lane")
@EnabledIf(value = "possible", disabledReason = "node or npm is not on this machine")
@Order(1)
final class NpmClientIT implements EveryClient {
    private final ClientTour tour = new ClientTour(ClientRelease.NPM);

    static boolean possible() {
        return ClientRelease.NPM.possible();
    }

    @Override
    public ClientTour tour() {
        return tour;
    }

    @Test
    void asksItsOwnNodeBesideAClientOfAnother() {
        tour.besideAnotherNode();
    }
}
