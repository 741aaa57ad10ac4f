package dev.pharos.testkit.client;

import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos-client 3.1.1: gRPC, with the abilities of the 3.x line. */
@ResourceLock("clients, second lane")
final class Nacos31ClientIT implements GrpcClient {
    private final ClientTour tour = new ClientTour(ClientRelease.NACOS_3_1);

    @Override
    public ClientTour tour() {
        return tour;
    }
}
