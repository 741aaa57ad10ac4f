package dev.pharos.testkit.client;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos-client 2.5.1: gRPC. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock("clients, first lane")
final class Nacos25ClientIT {
    private ClientBed bed;
    private ClientTour tour;

    @BeforeAll
    void open() {
        bed = new ClientBed("nacos-2.5");
        tour = new ClientTour(ClientRelease.NACOS_2_5, bed);
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
