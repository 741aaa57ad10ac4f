package dev.pharos.testkit.client;

import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos-client 2.5.1: gRPC. */
@ResourceLock("clients, first lane")
final class Nacos25ClientIT implements GrpcClient {
    private final ClientTour tour = new ClientTour(ClientRelease.NACOS_2_5);

    @Override
    public ClientTour tour() {
        return tour;
    }
}
