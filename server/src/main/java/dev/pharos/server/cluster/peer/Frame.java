package dev.pharos.server.cluster.peer;

import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What goes over a connection between nodes: a kind, and for messages a topic and a number. */
final class Frame {
    /** Of frames and of what is said in them; both ends speak the same. */
    static final int VERSION = 1;

    /** Number of kind, number of topic, number of the call. */
    static final int HEAD_BYTES = 2 + Long.BYTES;

    enum Kind {
        /** Who dials says who it is, and a number to be signed. */
        HELLO(1),
        /** Who is dialled does the same, and signs. */
        WELCOME(2),
        /** Who dials signs. */
        PROOF(3),
        /** From now on messages are taken. */
        ACCEPT(4),
        /** Why not. */
        REFUSE(5),
        PING(6),
        PONG(7),
        TELL(8),
        ASK(9),
        ANSWER(10),
        FAILURE(11);

        /** On the wire; never given to another kind. */
        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private static final byte[] NOTHING = {};

    final Kind kind;
    final int topic;
    final long call;
    final byte[] body;

    Frame(Kind kind, int topic, long call, byte[] body) {
        this.kind = kind;
        this.topic = topic;
        this.call = call;
        this.body = body;
    }

    static Frame of(Kind kind) {
        return new Frame(kind, 0, 0, NOTHING);
    }

    static Frame of(Kind kind, Consumer<ByteWriter> fields) {
        ByteWriter out = new ByteWriter();
        fields.accept(out);
        return new Frame(kind, 0, 0, out.toBytes());
    }

    /** The answer to this one. */
    Frame answered(Kind answer, byte[] with) {
        return new Frame(answer, topic, call, with);
    }

    ByteReader fields() {
        return new ByteReader(ByteBuffer.wrap(body));
    }
}
