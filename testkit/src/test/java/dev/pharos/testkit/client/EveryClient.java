package dev.pharos.testkit.client;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The tests of a client of any generation, whose class says which release and which lane. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
interface EveryClient {
    /** The same one for all tests of the class. */
    ClientTour tour();

    @AfterAll
    default void close() {
        tour().close();
    }

    @Test
    default void registersSubscribesAndIsPushedChanges() {
        tour().naming();
    }

    @Test
    default void publishesListensAndRemoves() {
        tour().configuration();
    }

    @Test
    default void losesItsInstancesWhenItIsKilled() {
        tour().killedProvider();
    }

    /** Last: the others need the node. */
    @Test
    @Order(Integer.MAX_VALUE)
    default void findsANodeThatCameBack() {
        tour().restartedNode();
    }
}
