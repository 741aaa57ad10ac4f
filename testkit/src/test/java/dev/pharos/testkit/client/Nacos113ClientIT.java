package dev.pharos.testkit.client;

import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos-client 1.1.3: HTTP and UDP, the oldest client in use. */
@ResourceLock("clients, first lane")
final class Nacos113ClientIT implements EveryClient {
    private final ClientTour tour = new ClientTour(ClientRelease.NACOS_1_1);

    @Override
    public ClientTour tour() {
        return tour;
    }
}
