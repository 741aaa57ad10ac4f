package dev.pharos.server.cluster.raft.codec;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigCommand.CreateNamespace;
import dev.pharos.core.config.ConfigCommand.Expected;
import dev.pharos.core.config.ConfigCommand.LimitCapacity;
import dev.pharos.core.config.ConfigCommand.Publish;
import dev.pharos.core.config.ConfigCommand.PurgeHistory;
import dev.pharos.core.config.ConfigCommand.Remove;
import dev.pharos.core.config.ConfigCommand.RemoveGray;
import dev.pharos.core.config.ConfigCommand.RemoveNamespace;
import dev.pharos.core.config.ConfigCommand.TrimHistory;
import dev.pharos.core.config.ConfigCommand.UpdateNamespace;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Gray;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import java.util.List;
import java.util.Optional;

/** Commands about configurations and namespaces. */
final class ConfigCodec {
    private static final int PUBLISH = 1;
    private static final int REMOVE = 2;
    private static final int REMOVE_GRAY = 3;
    private static final int PURGE_HISTORY = 4;
    private static final int CREATE_NAMESPACE = 5;
    private static final int UPDATE_NAMESPACE = 6;
    private static final int REMOVE_NAMESPACE = 7;
    private static final int LIMIT_CAPACITY = 8;
    private static final int TRIM_HISTORY = 10; // 9 had one bound less
    private static final int PUBLISH_ALWAYS_EXPECTING = 11;

    private static final int OF_GROUP = 1;
    private static final int OF_NAMESPACE = 2;

    private static final int BETA = 1;
    private static final int TAG = 2;

    private ConfigCodec() {}

    static boolean knows(int type) {
        return type >= PUBLISH && type <= PUBLISH_ALWAYS_EXPECTING;
    }

    static void write(ByteWriter out, ConfigCommand command) {
        switch (command) {
            case Publish publish -> {
                boolean always = publish.expected().filter(Expected::always).isPresent();
                out.octet(always ? PUBLISH_ALWAYS_EXPECTING : PUBLISH);
                write(out, publish);
            }
            case Remove(ConfigKey key, Author author, _) -> {
                out.octet(REMOVE);
                key(out, key);
                author(out, author);
            }
            case RemoveGray(ConfigKey key, String name, Author author, _) -> {
                out.octet(REMOVE_GRAY);
                key(out, key);
                out.text(name);
                author(out, author);
            }
            case PurgeHistory(long beforeMillis, int keepMax, _) -> {
                out.octet(PURGE_HISTORY);
                out.number(beforeMillis);
                out.whole(keepMax);
            }
            case CreateNamespace(Namespace namespace, String name, String desc, _) -> {
                out.octet(CREATE_NAMESPACE);
                profile(out, namespace, name, desc);
            }
            case UpdateNamespace(Namespace namespace, String name, String desc, _) -> {
                out.octet(UPDATE_NAMESPACE);
                profile(out, namespace, name, desc);
            }
            case RemoveNamespace(Namespace namespace, _) -> {
                out.octet(REMOVE_NAMESPACE);
                out.text(namespace.id());
            }
            case TrimHistory(long keepBytes, long keepSize, _) -> {
                out.octet(TRIM_HISTORY);
                out.number(keepBytes);
                out.number(keepSize);
            }
            case LimitCapacity(Capacity.Subject subject, Capacity.Change change, _) -> {
                out.octet(LIMIT_CAPACITY);
                subject(out, subject);
                change(out, change);
            }
        }
        out.number(command.atMillis());
    }

    static ConfigCommand read(int type, ByteReader in) {
        return switch (type) {
            case PUBLISH -> publish(in, false);
            case PUBLISH_ALWAYS_EXPECTING -> publish(in, true);
            case REMOVE -> new Remove(key(in), author(in), in.number());
            case REMOVE_GRAY -> new RemoveGray(key(in), in.text(), author(in), in.number());
            case PURGE_HISTORY -> new PurgeHistory(in.number(), in.whole(), in.number());
            case CREATE_NAMESPACE ->
                    new CreateNamespace(namespace(in), in.text(), in.text(), in.number());
            case UPDATE_NAMESPACE ->
                    new UpdateNamespace(namespace(in), in.text(), in.text(), in.number());
            case REMOVE_NAMESPACE -> new RemoveNamespace(namespace(in), in.number());
            case LIMIT_CAPACITY -> new LimitCapacity(subject(in), change(in), in.number());
            case TRIM_HISTORY -> new TrimHistory(in.number(), in.number(), in.number());
            default -> throw in.broken("a configuration command of type " + type);
        };
    }

    private static void write(ByteWriter out, Publish publish) {
        key(out, publish.key());
        content(out, publish.content());
        description(out, publish.description());
        out.optional(publish.gray(), ConfigCodec::rule);
        out.optional(publish.expected().map(Expected::md5), ByteWriter::text);
        author(out, publish.author());
    }

    private static Publish publish(ByteReader in, boolean always) {
        return new Publish(
                key(in),
                content(in),
                description(in),
                in.optional(ConfigCodec::rule),
                in.optional(ByteReader::text).map(md5 -> new Expected(md5, always)),
                author(in),
                in.number());
    }

    static void content(ByteWriter out, Content content) {
        out.text(content.text());
        out.text(content.md5());
        out.text(content.type());
        out.text(content.encryptedKey());
    }

    static Content content(ByteReader in) {
        return new Content(in.text(), in.text(), in.word(), in.word());
    }

    static void description(ByteWriter out, Description description) {
        out.optional(description.app(), ByteWriter::text);
        out.optional(description.tags(), (o, tags) -> o.each(tags, ByteWriter::text));
        out.optional(description.desc(), ByteWriter::text);
        out.optional(description.use(), ByteWriter::text);
        out.optional(description.effect(), ByteWriter::text);
        out.optional(description.schema(), ByteWriter::text);
    }

    static Description description(ByteReader in) {
        Optional<String> app = in.optional(ByteReader::word);
        Optional<List<String>> tags = in.optional(i -> i.each(ByteReader::word));
        return new Description(
                app,
                tags,
                in.optional(ByteReader::text),
                in.optional(ByteReader::text),
                in.optional(ByteReader::text),
                in.optional(ByteReader::text));
    }

    static void rule(ByteWriter out, Gray.Rule rule) {
        switch (rule) {
            case Gray.Beta(String ips) -> {
                out.octet(BETA);
                out.text(ips);
            }
            case Gray.Tag(String tag) -> {
                out.octet(TAG);
                out.text(tag);
            }
        }
    }

    static Gray.Rule rule(ByteReader in) {
        int kind = in.octet();
        return switch (kind) {
            case BETA -> new Gray.Beta(in.text());
            case TAG -> new Gray.Tag(in.word());
            default -> throw in.broken("a gray rule of the unknown kind " + kind);
        };
    }

    static void subject(ByteWriter out, Capacity.Subject subject) {
        out.octet(
                switch (subject.kind()) {
                    case GROUP -> OF_GROUP;
                    case NAMESPACE -> OF_NAMESPACE;
                });
        out.text(subject.name());
    }

    static Capacity.Subject subject(ByteReader in) {
        int kind = in.octet();
        return new Capacity.Subject(
                switch (kind) {
                    case OF_GROUP -> Capacity.Kind.GROUP;
                    case OF_NAMESPACE -> Capacity.Kind.NAMESPACE;
                    default -> throw in.broken("a capacity of the unknown kind " + kind);
                },
                in.text());
    }

    private static void change(ByteWriter out, Capacity.Change change) {
        out.optional(change.quota(), ByteWriter::whole);
        out.optional(change.contentMax(), ByteWriter::whole);
        out.optional(change.aggregatesMax(), ByteWriter::whole);
        out.optional(change.aggregateMax(), ByteWriter::whole);
    }

    private static Capacity.Change change(ByteReader in) {
        return new Capacity.Change(
                in.optional(ByteReader::whole),
                in.optional(ByteReader::whole),
                in.optional(ByteReader::whole),
                in.optional(ByteReader::whole));
    }

    static void profile(ByteWriter out, Namespace namespace, String name, String desc) {
        out.text(namespace.id());
        out.text(name);
        out.text(desc);
    }

    static void key(ByteWriter out, ConfigKey key) {
        out.text(key.namespace().id());
        out.text(key.group());
        out.text(key.dataId());
    }

    static ConfigKey key(ByteReader in) {
        return new ConfigKey(namespace(in), in.word(), in.text());
    }

    static Namespace namespace(ByteReader in) {
        return Namespace.ofId(in.word());
    }

    static void author(ByteWriter out, Author author) {
        out.text(author.user());
        out.text(author.ip());
    }

    static Author author(ByteReader in) {
        return new Author(in.word(), in.word());
    }
}
