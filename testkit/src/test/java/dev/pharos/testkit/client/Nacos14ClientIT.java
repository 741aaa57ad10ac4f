package dev.pharos.testkit.client;

import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos-client 1.4.8: HTTP and UDP, the last of the 1.x line. */
@ResourceLock("clients, second lane")
final class Nacos14ClientIT implements EveryClient {
    private final ClientTour tour = new ClientTour(ClientRelease.NACOS_1_4);

    @Override
    public ClientTour tour() {
        return tour;
    }
}
