package dev.pharos.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.law.Seeds;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Sweep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A picture, and what was written since or a little before; {@code -Dseed=} repeats a failure. */
final class PictureLaws {
    private static final int COMMANDS = 60;
    private static final Comparator<Entry> BY_KEY = Comparator.comparing(Entry::key);

    @Test
    void whatWasWrittenSinceAPictureMakesItTheNextOneOfANodeAlone() {
        Seeds.each(random -> holds(random, new Replica(new Registry(10, true))));
    }

    @Test
    void whatWasWrittenSinceAPictureMakesItTheNextOneOfANodeWithOthers() {
        Seeds.each(
                random -> {
                    Replica replica = new Replica(new Registry(10, true));
                    replica.join(new Origin(new NodeId("n"), 1), 0, 0);
                    holds(random, replica);
                });
    }

    /** Tagged entries of a former life with others are gone when a node alone says so. */
    @Test
    void aNodeThatIsAloneNowUndoesWhatItWroteWithOthers() {
        Replica before = new Replica(new Registry(10, true));
        before.join(new Origin(new NodeId("n"), 1), 0, 0);
        before.apply(register(1, 1));
        before.apply(register(1, 2));
        Replica alone = new Replica(new Registry(10, true));
        alone.restore(before.picture(), 0, 10);
        alone.apply(new Deregister(service(1), client(1), 1));

        Picture after = before.picture().after(alone.drain());

        assertThat(after.state().entries())
                .singleElement()
                .satisfies(left -> assertThat(left.key().client()).isEqualTo(client(2)));
    }

    /** Writes begin at some moment before the picture, and go on to the last. */
    private static void holds(Random random, Replica replica) {
        int kept = random.nextInt(COMMANDS);
        int taken = kept + random.nextInt(COMMANDS - kept);
        List<Delta> writes = new ArrayList<>();
        Picture picture = Picture.EMPTY;
        for (int i = 0; i < COMMANDS; i++) {
            if (i == kept) {
                replica.drain();
            }
            replica.apply(command(random, i));
            if (i >= kept) {
                writes.addAll(replica.drain());
            }
            if (i == taken) {
                picture = replica.picture();
            }
        }
        State now = replica.picture().state();
        State after = picture.after(writes).state();
        assertThat(after.entries().stream().sorted(BY_KEY))
                .containsExactlyElementsOf(now.entries().stream().sorted(BY_KEY).toList());
        assertThat(after.versions()).isEqualTo(now.versions());
    }

    private static RegistryCommand command(Random random, int at) {
        return switch (random.nextInt(6)) {
            case 0 -> new Deregister(service(random.nextInt(3)), client(random.nextInt(4)), at);
            case 1 -> new Disconnect(client(random.nextInt(4)), at);
            case 2 -> new Sweep(at * 1_000L);
            default -> register(random.nextInt(3), random.nextInt(4));
        };
    }

    private static Register register(int service, int client) {
        List<Instance> instances = List.of(Instance.at(service(service), "10.0.0." + client, 80));
        return new Register(service(service), client(client), instances, client % 2 == 0, 0);
    }

    private static ServiceName service(int number) {
        return new ServiceName(Namespace.PUBLIC, "g", "s" + number);
    }

    private static ClientId client(int number) {
        return number % 2 == 0
                ? ClientId.address("10.0.0." + number, 80, true)
                : ClientId.connection("c" + number);
    }
}
