package dev.pharos.server.cluster.raft.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.registry.Registry;
import dev.pharos.server.port.Imaging.StateImage;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties of states that random commands lead to; {@code -Dseed=} repeats a failure. */
final class ImageCodecLaws {
    private static final int CASES = 300;
    private static final int COMMANDS = 60;

    /**
     * A state made of an image goes on as the one that the image was taken of. (Whether a service
     * without anything durable is still there may differ: that is not part of an image.)
     */
    @Test
    void aStateComesBackAsItWas() {
        long first = Long.getLong("seed", 0);
        for (long seed = first; seed < (Long.getLong("seed") == null ? CASES : first + 1); seed++) {
            RandomCommands commands = new RandomCommands(new Random(seed));
            State one = new State();
            for (int i = 0; i < COMMANDS; i++) {
                one.apply(commands.any());
            }
            StateImage image = one.image();
            ImageCodec.Gathering gathering = new ImageCodec.Gathering();
            ImageCodec.write(image, part -> gathering.add(ByteBuffer.wrap(part)));
            assertThat(gathering.image()).as("seed %s", seed).isEqualTo(image);

            State other = new State();
            for (int i = 0; i < COMMANDS / 4; i++) {
                other.apply(commands.any()); // what an image replaces
            }
            other.restore(gathering.image());
            assertThat(other.image()).as("seed %s", seed).isEqualTo(image);
            assertThat(other.book.bytes()).as("seed %s", seed).isEqualTo(one.book.bytes());
            assertThat(other.book.historyBytes()).isEqualTo(one.book.historyBytes());
            for (int i = 0; i < COMMANDS; i++) {
                Command next = commands.any();
                one.apply(next);
                other.apply(next);
            }
            assertThat(other.image()).as("seed %s", seed).isEqualTo(one.image());
        }
    }

    private static final class State {
        private final ConfigBook book = new ConfigBook();
        private final Registry registry = new Registry(60_000, true);

        Object apply(Command command) {
            return switch (command) {
                case Command.OfConfig config -> book.apply(config.command());
                case Command.OfService service -> registry.apply(service.command());
            };
        }

        StateImage image() {
            return new StateImage(book.image(), registry.image());
        }

        void restore(StateImage image) {
            book.restore(image.configs());
            registry.restore(image.services());
        }
    }
}
