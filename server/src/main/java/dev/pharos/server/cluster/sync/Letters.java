package dev.pharos.server.cluster.sync;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.RegistryFields;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The messages of the topic SYNC, as bytes: an octet says what it is. */
final class Letters {
    private static final int REGISTER = 1;
    private static final int DEREGISTER = 2;

    /** What a message is. Its number is never given to another. */
    enum Kind {
        /** Told: writes of the sender, in order. */
        WRITES(1),
        /** Told: keys that the sender has heard beat. */
        RENEWALS(2),
        /** Asked: what the other holds, and what the sender holds. */
        REPORT(3),
        /** Asked: a piece of the other's state. */
        PIECE(4),
        /** Asked: to apply a command. */
        COMMAND(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /**
     * What a node says of itself.
     *
     * @param reaches whether it reaches the other one
     */
    record Report(Origin run, boolean reaches, Digest digest) {}

    /**
     * A piece that is wanted.
     *
     * @param copy which copy it is a piece of; 0: of a new one
     * @param from where the piece begins
     */
    record Wanted(Versions seen, long copy, int from) {}

    /**
     * A piece of a copy.
     *
     * @param next where the next one begins; absent after the last
     * @param versions of the whole, as is {@code order}
     */
    record Piece(
            long copy,
            Optional<Integer> next,
            Versions versions,
            List<Entry> entries,
            List<Dot> known,
            long order) {}

    private Letters() {}

    static Optional<Kind> kind(ByteReader in) {
        int number = in.octet();
        for (Kind kind : Kind.values()) {
            if (kind.number == number) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    static byte[] of(Kind kind, Consumer<ByteWriter> fields) {
        ByteWriter out = new ByteWriter();
        out.octet(kind.number);
        fields.accept(out);
        return out.toBytes();
    }

    static byte[] answer(Consumer<ByteWriter> fields) {
        ByteWriter out = new ByteWriter();
        fields.accept(out);
        return out.toBytes();
    }

    /** All of an answer. */
    static <T> T read(byte[] answer, Function<ByteReader, T> fields) {
        ByteReader in = new ByteReader(ByteBuffer.wrap(answer));
        T read = fields.apply(in);
        in.end();
        return read;
    }

    static void writes(ByteWriter out, List<Delta> writes) {
        out.each(writes, SyncFields::delta);
    }

    static List<Delta> writes(ByteReader in) {
        return in.each(SyncFields::delta);
    }

    static void keys(ByteWriter out, Collection<Key> keys) {
        out.each(keys, SyncFields::key);
    }

    static List<Key> keys(ByteReader in) {
        return in.each(SyncFields::key);
    }

    static void report(ByteWriter out, Report report) {
        SyncFields.origin(out, report.run());
        out.flag(report.reaches());
        SyncFields.digest(out, report.digest());
    }

    static Report report(ByteReader in) {
        return new Report(SyncFields.origin(in), in.flag(), SyncFields.digest(in));
    }

    static void wanted(ByteWriter out, Wanted wanted) {
        SyncFields.versions(out, wanted.seen());
        out.number(wanted.copy());
        out.whole(wanted.from());
    }

    static Wanted wanted(ByteReader in) {
        return new Wanted(SyncFields.versions(in), in.number(), in.whole());
    }

    static void piece(ByteWriter out, Piece piece) {
        out.number(piece.copy());
        out.optional(piece.next(), ByteWriter::whole);
        SyncFields.versions(out, piece.versions());
        out.each(piece.entries(), SyncFields::entry);
        out.each(piece.known(), SyncFields::dot);
        out.number(piece.order());
    }

    static Piece piece(ByteReader in) {
        return new Piece(
                in.number(),
                in.optional(ByteReader::whole),
                SyncFields.versions(in),
                in.each(SyncFields::entry),
                in.each(SyncFields::dot),
                in.number());
    }

    static void register(ByteWriter out, Register register) {
        out.octet(REGISTER);
        RegistryFields.name(out, register.service());
        out.text(register.client().value());
        out.each(register.instances(), RegistryFields::instance);
        out.flag(register.beating());
    }

    static void deregister(ByteWriter out, Deregister deregister) {
        out.octet(DEREGISTER);
        RegistryFields.name(out, deregister.service());
        out.text(deregister.client().value());
        out.each(deregister.left(), RegistryFields::address);
    }

    /** The clock of the node that reads it is put in. */
    static RegistryCommand command(ByteReader in, long atMillis) {
        int kind = in.octet();
        return switch (kind) {
            case REGISTER ->
                    new Register(
                            RegistryFields.name(in),
                            new ClientId(in.text()),
                            in.each(RegistryFields::instance),
                            in.flag(),
                            atMillis);
            case DEREGISTER ->
                    new Deregister(
                            RegistryFields.name(in),
                            new ClientId(in.text()),
                            in.each(RegistryFields::address),
                            atMillis);
            default -> throw in.broken("a command of the unknown kind " + kind);
        };
    }
}
