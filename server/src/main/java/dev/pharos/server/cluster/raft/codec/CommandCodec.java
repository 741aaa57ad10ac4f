package dev.pharos.server.cluster.raft.codec;

import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.CodecException;
import dev.pharos.server.cluster.bytes.Words;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of the log: the version of the format in a byte, its origin in two numbers, how many
 * commands it carries, and each of them with its length, its type in a byte, and its fields. In
 * version 1 there is no origin.
 *
 * <p>A field that is added, moved or dropped makes a new version; this node reads its own version
 * and those before it. A type's number is never given to another command.
 */
public final class CommandCodec {
    private static final int VERSION = 2;
    private static final int WITHOUT_ORIGIN = 1;

    private CommandCodec() {}

    /** One command, as it lies within an entry. */
    public static byte[] encode(Command command) {
        ByteWriter out = new ByteWriter();
        switch (command) {
            case Command.OfConfig config -> ConfigCodec.write(out, config.command());
            case Command.OfService service -> ServiceCodec.write(out, service.command());
        }
        return out.toBytes();
    }

    /** One entry of many encoded commands. */
    public static ByteBuffer entry(Origin origin, List<byte[]> commands) {
        int size = 1 + 2 * Long.BYTES + Integer.BYTES;
        for (byte[] command : commands) {
            size = Math.addExact(size, Integer.BYTES + command.length);
        }
        ByteBuffer entry = ByteBuffer.allocate(size).put((byte) VERSION);
        entry.putLong(origin.boot()).putLong(origin.number()).putInt(commands.size());
        commands.forEach(command -> entry.putInt(command.length).put(command));
        return entry.flip();
    }

    /**
     * What an entry says. The buffer stays where it is.
     *
     * @throws CodecException saying what was found, what is expected, and where
     */
    public static Batch batch(ByteBuffer entry) {
        return batch(new ByteReader(entry));
    }

    /** The same, with words of the entries before it. */
    public static Batch batch(ByteBuffer entry, Words words) {
        return batch(new ByteReader(entry, words));
    }

    private static Batch batch(ByteReader in) {
        Origin origin = origin(in);
        int count = in.whole();
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteReader one = in.enclosed();
            commands.add(command(one));
            one.end();
        }
        in.end();
        return new Batch(origin, commands);
    }

    private static Origin origin(ByteReader in) {
        int version = in.octet();
        return switch (version) {
            case WITHOUT_ORIGIN -> Origin.NONE;
            case VERSION -> new Origin(in.number(), in.number());
            default ->
                    throw in.broken(
                            "an entry of version "
                                    + version
                                    + " (expected: at most "
                                    + VERSION
                                    + "; a newer Pharos has written it)");
        };
    }

    private static Command command(ByteReader in) {
        int type = in.octet();
        if (ConfigCodec.knows(type)) {
            return new Command.OfConfig(ConfigCodec.read(type, in));
        }
        if (ServiceCodec.knows(type)) {
            return new Command.OfService(ServiceCodec.read(type, in));
        }
        throw in.broken(
                "a command of the unknown type " + type + " (a newer Pharos has written it)");
    }
}
