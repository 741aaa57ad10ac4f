package dev.pharos.server.cluster.raft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.cluster.bytes.CodecException;
import dev.pharos.server.cluster.bytes.Words;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Properties over random commands; {@code -Dseed=} repeats a failure. */
final class CommandCodecLaws {
    private static final int CASES = 1_000;

    private final Words words = new Words(); // of all entries of a test

    /** What was written is what is read, whatever the command and however many share an entry. */
    @Test
    void commandsComeBackAsTheyWere() {
        forEachSeed(
                random -> {
                    List<Command> commands = new RandomCommands(random).some();
                    ByteBuffer entry = entry(commands);
                    Batch written = new Batch(new Origin(7, 8), commands);
                    assertThat(CommandCodec.batch(entry)).isEqualTo(written);
                    assertThat(CommandCodec.batch(entry, words)).isEqualTo(written);
                    assertThat(entry.position()).as("the entry may be read again").isZero();
                });
    }

    @Test
    void everyTypeOfCommandIsCovered() {
        RandomCommands commands = new RandomCommands(new Random(1));
        Set<Class<?>> made = new HashSet<>();
        for (int i = 0; i < RandomCommands.CONFIG_TYPES; i++) {
            made.add(commands.config(i).getClass());
        }
        for (int i = 0; i < RandomCommands.SERVICE_TYPES; i++) {
            made.add(commands.service(i).getClass());
        }
        assertThat(made)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ConfigCommand.class, ServiceCommand.class)
                                .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                                .toList());
    }

    /** No torn entry passes for a whole one, and none ends in anything but the codec's fault. */
    @Test
    void anEntryThatEndsTooSoonIsRefused() {
        forEachSeed(
                random -> {
                    ByteBuffer entry = entry(new RandomCommands(random).some());
                    ByteBuffer torn = entry.slice(0, random.nextInt(entry.limit()));
                    assertThatThrownBy(() -> CommandCodec.batch(torn))
                            .isInstanceOf(CodecException.class);
                });
    }

    /** A byte that was turned makes another command or the codec's fault, never another failure. */
    @Test
    void aTurnedByteIsReadOrRefused() {
        forEachSeed(
                random -> {
                    ByteBuffer entry = entry(new RandomCommands(random).some());
                    int at = random.nextInt(entry.limit());
                    entry.put(at, (byte) random.nextInt());
                    try {
                        assertThat(CommandCodec.batch(entry).commands()).isNotNull();
                    } catch (CodecException refused) {
                        assertThat(refused).hasMessageContaining(" at byte ");
                    }
                });
    }

    @Test
    void anUnknownVersionOrTypeIsNamed() {
        ByteBuffer newer = entry(List.of()).put(0, (byte) 3);
        assertThatThrownBy(() -> CommandCodec.batch(newer))
                .hasMessage(
                        "an entry of version 3 (expected: at most 2; a newer Pharos has written"
                                + " it) at byte 1 of 21");
        ByteBuffer unknown = CommandCodec.entry(Origin.NONE, List.of(new byte[] {99}));
        assertThatThrownBy(() -> CommandCodec.batch(unknown))
                .hasMessageStartingWith("a command of the unknown type 99");
    }

    /** Version 1 is the same without an origin. */
    @Test
    void theVersionBeforeIsStillRead() {
        forEachSeed(
                random -> {
                    List<Command> commands = new RandomCommands(random).some();
                    ByteBuffer entry = entry(commands);
                    ByteBuffer before = ByteBuffer.allocate(entry.limit() - 2 * Long.BYTES);
                    before.put((byte) 1).put(entry.slice(17, entry.limit() - 17)).flip();
                    assertThat(CommandCodec.batch(before))
                            .isEqualTo(new Batch(Origin.NONE, commands));
                });
    }

    private static ByteBuffer entry(List<Command> commands) {
        return entry(new Origin(7, 8), commands);
    }

    private static ByteBuffer entry(Origin origin, List<Command> commands) {
        return CommandCodec.entry(origin, commands.stream().map(CommandCodec::encode).toList());
    }

    private interface Law {
        void holds(Random random);
    }

    private static void forEachSeed(Law law) {
        long first = Long.getLong("seed", 1);
        int cases = Long.getLong("seed") == null ? CASES : 1;
        for (long seed = first; seed < first + cases; seed++) {
            try {
                law.holds(new Random(seed));
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("repeat with -Dseed=" + seed, broken);
            }
        }
    }
}
