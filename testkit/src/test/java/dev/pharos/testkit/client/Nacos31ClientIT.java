package dev.pharos.testkit.client;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos-client 3.1.1: gRPC, with the abilities of the 3.x line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock("clients, second lane")
final class Nacos31ClientIT {
    private ClientBed bed;
    private ClientTour tour;

    @BeforeAll
    void open() {
        bed = new ClientBed("nacos-3.1");
        tour = new ClientTour(ClientRelease.NACOS_3_1, bed);
    }

    @AfterAll
    void close() {
        bed.close();
    }

    @Test
    void registersSubscribesAndIsPushedChanges() {
        tour.naming();
    }

    @Test
    void publishesListensAndRemoves() {
        tour.configuration();
    }

    @Test
    void losesItsInstancesWhenItIsKilled() {
        tour.killedProvider();
    }

    @Test
    void leavesPersistentInstancesBehind() {
        tour.persistent();
    }

    @Test
    void registersABatch() {
        tour.batch();
    }

    @Test
    void publishesOnlyOverWhatItExpects() {
        tour.compareAndSet();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void findsANodeThatCameBack() {
        tour.restartedNode();
    }
}
