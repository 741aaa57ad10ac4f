package dev.pharos.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.law.Seeds;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who looks after an address; {@code -Dseed=} repeats a failure. */
final class RendezvousLaws {
    private static final int MANY = 3_000;

    @Test
    void theOrderOfNodesDoesNotMatter() {
        Seeds.each(
                random -> {
                    List<NodeId> nodes = nodes(random);
                    ClientId client = client(random.nextInt(MANY));
                    NodeId chosen = new Rendezvous(nodes).of(client);
                    assertThat(nodes).contains(chosen);
                    Collections.shuffle(nodes, random);
                    assertThat(new Rendezvous(nodes).of(client)).isEqualTo(chosen);
                });
    }

    @Test
    void whenANodeGoesOnlyItsOwnAddressesMove() {
        Seeds.each(
                random -> {
                    List<NodeId> nodes = nodes(random);
                    ClientId client = client(random.nextInt(MANY));
                    NodeId before = new Rendezvous(nodes).of(client);
                    NodeId gone = nodes.remove(random.nextInt(nodes.size()));
                    if (!gone.equals(before)) {
                        assertThat(new Rendezvous(nodes).of(client)).isEqualTo(before);
                    }
                });
    }

    @Test
    void eachLooksAfterItsShare() {
        List<NodeId> nodes = List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
        Rendezvous rendezvous = new Rendezvous(nodes);
        for (NodeId node : nodes) {
            long share = 0;
            for (int i = 0; i < MANY; i++) {
                share += rendezvous.of(client(i)).equals(node) ? 1 : 0;
            }
            assertThat(share).isBetween(MANY / 3 - 150L, MANY / 3 + 150L);
        }
    }

    private static List<NodeId> nodes(Random random) {
        List<NodeId> nodes = new ArrayList<>();
        for (int i = random.nextInt(5) + 2; i > 0; i--) {
            nodes.add(new NodeId("node" + i + random.nextInt(1_000)));
        }
        return nodes;
    }

    private static ClientId client(int number) {
        return ClientId.address("10.0." + number / 250 + "." + number % 250, 8080, true);
    }
}
