package dev.pharos.server.cluster.sync;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.Registry.Picture.Published;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Stamp;
import dev.pharos.core.sync.Versions;
import dev.pharos.core.sync.Versions.Span;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.RegistryFields;

/** What nodes tell each other of the ephemeral half, field by field; a picture has the same. */
final class SyncFields {
    private static final int PUT = 1;
    private static final int REMOVAL = 2;

    private SyncFields() {}

    static void origin(ByteWriter out, Origin origin) {
        out.text(origin.node().value());
        out.number(origin.boot());
    }

    static Origin origin(ByteReader in) {
        return new Origin(new NodeId(in.word()), in.number());
    }

    static void dot(ByteWriter out, Dot dot) {
        origin(out, dot.origin());
        out.number(dot.seq());
    }

    static Dot dot(ByteReader in) {
        return new Dot(origin(in), in.number());
    }

    static void versions(ByteWriter out, Versions versions) {
        out.each(
                versions.spans(),
                (to, span) -> {
                    origin(to, span.origin());
                    to.number(span.upTo());
                    to.each(span.beyond(), ByteWriter::number);
                });
    }

    static Versions versions(ByteReader in) {
        return Versions.of(
                in.each(
                        from ->
                                new Span(
                                        origin(from),
                                        from.number(),
                                        from.each(ByteReader::number))));
    }

    static void digest(ByteWriter out, Digest digest) {
        versions(out, digest.versions());
        out.number(digest.hash());
    }

    static Digest digest(ByteReader in) {
        return new Digest(versions(in), in.number());
    }

    static void key(ByteWriter out, Key key) {
        RegistryFields.name(out, key.service());
        out.text(key.client().value());
    }

    static Key key(ByteReader in) {
        return new Key(RegistryFields.name(in), new ClientId(in.text()));
    }

    static void entry(ByteWriter out, Entry entry) {
        key(out, entry.key());
        dot(out, entry.birth());
        dot(out, entry.dot());
        out.number(entry.count());
        Published published = entry.value().published();
        out.flag(published.beating());
        out.each(published.instances(), RegistryFields::instance);
        out.number(published.order());
        origin(out, entry.value().home());
        out.flag(entry.value().gone());
    }

    static Entry entry(ByteReader in) {
        Key key = key(in);
        Dot birth = dot(in);
        Dot dot = dot(in);
        long count = in.number();
        Published published =
                new Published(
                        key.client(), in.flag(), in.each(RegistryFields::instance), in.number());
        return new Entry(key, birth, dot, count, new Entry.Value(published, origin(in), in.flag()));
    }

    private static void stamp(ByteWriter out, Stamp stamp) {
        out.number(stamp.order());
        out.text(stamp.registrar().value());
        out.number(stamp.count());
        out.text(stamp.writer().value());
    }

    private static Stamp stamp(ByteReader in) {
        return new Stamp(in.number(), new NodeId(in.word()), in.number(), new NodeId(in.word()));
    }

    static void delta(ByteWriter out, Delta delta) {
        switch (delta) {
            case Delta.Put(Entry entry) -> {
                out.octet(PUT);
                entry(out, entry);
            }
            case Delta.Removal removal -> {
                out.octet(REMOVAL);
                dot(out, removal.dot());
                key(out, removal.key());
                dot(out, removal.birth());
                dot(out, removal.removed());
                stamp(out, removal.stamp());
            }
        }
    }

    static Delta delta(ByteReader in) {
        int kind = in.octet();
        return switch (kind) {
            case PUT -> new Delta.Put(entry(in));
            case REMOVAL -> new Delta.Removal(dot(in), key(in), dot(in), dot(in), stamp(in));
            default -> throw in.broken("a write of the unknown kind " + kind);
        };
    }
}
