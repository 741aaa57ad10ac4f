package dev.pharos.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.NodeId;
import dev.pharos.testkit.world.SimNet;
import dev.pharos.testkit.world.SimTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that start together, of which one takes longer. */
final class StartSim {
    private static final NodeId QUICK = new NodeId("a");
    private static final NodeId SLOW = new NodeId("b");
    private static final Duration LONG = Duration.ofMillis(1500);

    @Test
    void aNodeThatStartsIsFilledAsSoonAsOneThatStartsTooIsReady() {
        for (int seed = 1; seed <= 50; seed++) {
            SimTime time = new SimTime(seed);
            SimNet net = new SimNet(time, new SimNet.Weather(0, Duration.ofMillis(10)));
            List<NodeId> ids = List.of(QUICK, SLOW);
            SimNode quick =
                    new SimNode(time, net, ids, QUICK, SimNode.Folder.EMPTY).awake(Duration.ZERO);
            SimNode slow = new SimNode(time, net, ids, SLOW, SimNode.Folder.EMPTY).awake(LONG);
            time.pass(LONG);
            assertThat(quick.isFilled()).as("before the other answers, seed %d", seed).isFalse();
            time.pass(Duration.ofMillis(200));
            assertThat(quick.isFilled()).as("the quick one, seed %d", seed).isTrue();
            assertThat(slow.isFilled()).as("the slow one, seed %d", seed).isTrue();
        }
    }
}
