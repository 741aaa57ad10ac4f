package dev.pharos.testkit.contract;

import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import java.io.IOException;
import java.util.List;

/** A client that waits, with the delivery that stands for it inside the node. */
interface Waiting {
    Delivery delivery();

    /** Where it waits. */
    DeliveryBed bed();

    /** The news that its subject is in a state, which holds from now on. */
    default Notice notice(int state, Notice.Receipt receipt) {
        return bed().serviceChanged(state, receipt);
    }

    /** The states that the client has heard of, in the order in which it did. */
    List<Integer> told();

    /** Whether it goes on waiting after it has heard something. */
    default boolean isPatient() {
        return true;
    }

    /** Whether it acknowledges from now on. */
    void acknowledges(boolean wanted);

    /** It goes for good. */
    void leave() throws IOException;
}
