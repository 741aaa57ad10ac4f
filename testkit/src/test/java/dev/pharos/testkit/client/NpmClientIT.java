package dev.pharos.testkit.client;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.ResourceLock;

/** nacos 2.6.3 of npm: HTTP and UDP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock("clients, first lane")
@EnabledIf(value = "possible", disabledReason = "node or npm is not on this machine")
final class NpmClientIT {
    private ClientBed bed;
    private ClientTour tour;

    static boolean possible() {
        return ClientRelease.NPM.possible();
    }

    @BeforeAll
    void open() {
        bed = new ClientBed("npm");
        tour = new ClientTour(ClientRelease.NPM, bed);
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
    @Order(Integer.MAX_VALUE)
    void findsANodeThatCameBack() {
        tour.restartedNode();
    }
}
