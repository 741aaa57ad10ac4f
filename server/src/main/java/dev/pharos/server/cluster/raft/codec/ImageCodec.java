package dev.pharos.server.cluster.raft.codec;

import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Gray;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.config.NamespaceProfile;
import dev.pharos.core.registry.Registry;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.CodecException;
import dev.pharos.server.cluster.bytes.RegistryFields;
import dev.pharos.server.cluster.bytes.Words;
import dev.pharos.server.port.Imaging.StateImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The durable state as a row of parts: the counters, and one part for each thing. A part is its
 * kind in a byte and its fields. The number of a kind is never given to another.
 */
public final class ImageCodec {
    private static final int COUNTERS = 1;
    private static final int VIEW = 2;
    private static final int ROW = 7; // 3 had the content within
    private static final int NAMESPACE = 4;
    private static final int CAPACITY = 5;
    private static final int SERVICE = 6;

    private ImageCodec() {}

    /** Every part, in the order in which they are to be read again. */
    public static void write(StateImage image, Consumer<byte[]> parts) {
        ConfigBook.Image configs = image.configs();
        parts.accept(part(COUNTERS, ImageCodec::counters, configs.counters()));
        configs.views().forEach(view -> parts.accept(part(VIEW, ImageCodec::view, view)));
        configs.history().forEach(row -> parts.accept(part(ROW, ImageCodec::row, row)));
        configs.namespaces()
                .forEach(profile -> parts.accept(part(NAMESPACE, ImageCodec::profile, profile)));
        configs.capacities()
                .forEach(
                        (subject, capacity) -> {
                            ByteWriter out = new ByteWriter();
                            out.octet(CAPACITY);
                            capacity(out, subject, capacity);
                            parts.accept(out.toBytes());
                        });
        image.services()
                .services()
                .forEach(entry -> parts.accept(part(SERVICE, ImageCodec::service, entry)));
    }

    private interface Fields<T> {
        void write(ByteWriter out, T value);
    }

    private static <T> byte[] part(int kind, Fields<T> fields, T value) {
        ByteWriter out = new ByteWriter();
        out.octet(kind);
        fields.write(out, value);
        return out.toBytes();
    }

    /** Puts an image together again, part by part. */
    public static final class Gathering {
        private final Words words = new Words();
        private ConfigBook.Image.Counters counters = new ConfigBook.Image.Counters(0, 0, 0);
        private final List<ConfigView> views = new ArrayList<>();
        private final List<HistoryRow> history = new ArrayList<>();
        private final List<NamespaceProfile> namespaces = new ArrayList<>();
        private final TreeMap<Capacity.Subject, Capacity> capacities = new TreeMap<>();
        private final List<Registry.Image.Entry> services = new ArrayList<>();

        /**
         * One part more.
         *
         * @throws CodecException saying what was found, what is expected, and where
         */
        public void add(ByteBuffer part) {
            ByteReader in = new ByteReader(part, words);
            int kind = in.octet();
            switch (kind) {
                case COUNTERS ->
                        counters =
                                new ConfigBook.Image.Counters(
                                        in.number(), in.number(), in.number());
                case VIEW -> views.add(view(in));
                case ROW -> history.add(row(in));
                case NAMESPACE -> namespaces.add(profile(in));
                case CAPACITY -> capacities.put(subject(in), capacity(in));
                case SERVICE -> services.add(service(in));
                default ->
                        throw in.broken(
                                "a part of the unknown kind "
                                        + kind
                                        + " (a newer Pharos has written it)");
            }
            in.end();
        }

        public StateImage image() {
            return new StateImage(
                    new ConfigBook.Image(counters, views, history, namespaces, capacities),
                    new Registry.Image(services));
        }
    }

    private static void counters(ByteWriter out, ConfigBook.Image.Counters counters) {
        out.number(counters.revision());
        out.number(counters.id());
        out.number(counters.row());
    }

    private static void view(ByteWriter out, ConfigView view) {
        ConfigCodec.key(out, view.key());
        out.number(view.revision());
        out.optional(view.formal(), ImageCodec::formal);
        out.each(view.grays(), ImageCodec::gray);
    }

    private static ConfigView view(ByteReader in) {
        var key = ConfigCodec.key(in);
        long revision = in.number();
        return new ConfigView(
                key,
                in.optional(
                        formal ->
                                new Configuration(
                                        key,
                                        formal.number(),
                                        ConfigCodec.content(formal),
                                        ConfigCodec.description(formal),
                                        stamp(formal),
                                        stamp(formal))),
                in.each(ImageCodec::gray),
                revision);
    }

    private static void formal(ByteWriter out, Configuration formal) {
        out.number(formal.id());
        ConfigCodec.content(out, formal.content());
        ConfigCodec.description(out, formal.description());
        stamp(out, formal.created());
        stamp(out, formal.modified());
    }

    private static void gray(ByteWriter out, Gray gray) {
        ConfigCodec.rule(out, gray.rule());
        out.number(gray.id());
        ConfigCodec.content(out, gray.content());
        out.text(gray.app());
        stamp(out, gray.created());
        stamp(out, gray.modified());
    }

    private static Gray gray(ByteReader in) {
        return new Gray(
                ConfigCodec.rule(in),
                in.number(),
                ConfigCodec.content(in),
                in.word(),
                stamp(in),
                stamp(in));
    }

    private static void row(ByteWriter out, HistoryRow row) {
        out.number(row.number());
        ConfigCodec.key(out, row.key());
        out.text(row.operation().letter());
        out.text(row.md5());
        out.text(row.type());
        out.number(row.size());
        ConfigCodec.description(out, row.description());
        out.optional(row.gray(), ConfigCodec::rule);
        stamp(out, row.published());
        stamp(out, row.by());
    }

    private static HistoryRow row(ByteReader in) {
        return new HistoryRow(
                in.number(),
                ConfigCodec.key(in),
                operation(in),
                in.text(),
                in.word(),
                in.number(),
                ConfigCodec.description(in),
                in.optional(ConfigCodec::rule),
                stamp(in),
                stamp(in));
    }

    private static HistoryRow.Operation operation(ByteReader in) {
        String letter = in.word();
        for (HistoryRow.Operation operation : HistoryRow.Operation.values()) {
            if (operation.letter().equals(letter)) {
                return operation;
            }
        }
        throw in.broken("a history row of the unknown operation " + letter);
    }

    private static void stamp(ByteWriter out, Configuration.Stamp stamp) {
        ConfigCodec.author(out, stamp.author());
        out.number(stamp.atMillis());
    }

    private static Configuration.Stamp stamp(ByteReader in) {
        return new Configuration.Stamp(ConfigCodec.author(in), in.number());
    }

    private static void profile(ByteWriter out, NamespaceProfile profile) {
        ConfigCodec.profile(out, profile.namespace(), profile.name(), profile.desc());
        out.number(profile.createdMillis());
        out.number(profile.modifiedMillis());
    }

    private static NamespaceProfile profile(ByteReader in) {
        return new NamespaceProfile(
                ConfigCodec.namespace(in), in.text(), in.text(), in.number(), in.number());
    }

    private static void capacity(ByteWriter out, Capacity.Subject subject, Capacity capacity) {
        ConfigCodec.subject(out, subject);
        out.whole(capacity.quota());
        out.whole(capacity.contentMax());
        out.whole(capacity.aggregatesMax());
        out.whole(capacity.aggregateMax());
    }

    private static Capacity.Subject subject(ByteReader in) {
        return ConfigCodec.subject(in);
    }

    private static Capacity capacity(ByteReader in) {
        return new Capacity(in.whole(), in.whole(), in.whole(), in.whole());
    }

    private static void service(ByteWriter out, Registry.Image.Entry entry) {
        RegistryFields.name(out, entry.name());
        out.flag(entry.created());
        out.optional(entry.profile(), ServiceCodec::profile);
        out.each(entry.persistent(), RegistryFields::instance);
        ServiceCodec.seen(out, entry.amendments());
    }

    private static Registry.Image.Entry service(ByteReader in) {
        return new Registry.Image.Entry(
                RegistryFields.name(in),
                in.flag(),
                in.optional(ServiceCodec::profile),
                in.each(RegistryFields::instance),
                ServiceCodec.seen(in));
    }
}
