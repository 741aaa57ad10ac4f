package dev.pharos.server.cluster.raft.codec;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Gray;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Amendment;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceProfile.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Commands of every type with fields that are at times empty, long, or beyond ASCII. */
final class RandomCommands {
    static final int CONFIG_TYPES = 9;
    static final int SERVICE_TYPES = 12;

    private static final List<String> PIECES =
            List.of("", "a", "port: 8080\n", "ä", "配置中心", "🚀", "\0", " ", "\"{}\\");

    private final Random random;

    RandomCommands(Random random) {
        this.random = random;
    }

    Command any() {
        int type = random.nextInt(CONFIG_TYPES + SERVICE_TYPES);
        return type < CONFIG_TYPES
                ? new Command.OfConfig(config(type))
                : new Command.OfService(service(type - CONFIG_TYPES));
    }

    List<Command> some() {
        return list(this::any);
    }

    ConfigCommand config(int type) {
        return switch (type) {
            case 0 ->
                    new ConfigCommand.Publish(
                            key(),
                            new Content(text(), text(), text(), text()),
                            description(),
                            maybe(this::rule),
                            maybe(() -> new ConfigCommand.Expected(text(), random.nextBoolean())),
                            author(),
                            random.nextLong());
            case 1 -> new ConfigCommand.Remove(key(), author(), random.nextLong());
            case 2 -> new ConfigCommand.RemoveGray(key(), text(), author(), random.nextLong());
            case 3 ->
                    new ConfigCommand.PurgeHistory(
                            random.nextLong(), random.nextInt(), random.nextLong());
            case 4 ->
                    new ConfigCommand.CreateNamespace(
                            namespace(), text(), text(), random.nextLong());
            case 5 ->
                    new ConfigCommand.UpdateNamespace(
                            namespace(), text(), text(), random.nextLong());
            case 6 -> new ConfigCommand.RemoveNamespace(namespace(), random.nextLong());
            case 7 ->
                    new ConfigCommand.TrimHistory(
                            random.nextLong(), random.nextLong(), random.nextLong());
            default ->
                    new ConfigCommand.LimitCapacity(
                            new Capacity.Subject(
                                    random.nextBoolean()
                                            ? Capacity.Kind.GROUP
                                            : Capacity.Kind.NAMESPACE,
                                    text()),
                            new Capacity.Change(
                                    maybe(random::nextInt),
                                    maybe(random::nextInt),
                                    maybe(random::nextInt),
                                    maybe(random::nextInt)),
                            random.nextLong());
        };
    }

    ServiceCommand service(int type) {
        return switch (type) {
            case 0 -> new ServiceCommand.Persist(name(), instance());
            case 1 -> new ServiceCommand.Unpersist(name(), text(), random.nextInt());
            case 2 -> new ServiceCommand.CreateService(name(), profile());
            case 3 -> new ServiceCommand.UpdateService(name(), profile());
            case 4 -> new ServiceCommand.RemoveService(name());
            case 5 -> new ServiceCommand.UpdatePool(name(), pool());
            case 6 -> new ServiceCommand.Amend(name(), list(this::address), amendment());
            case 7 ->
                    new ServiceCommand.Adjust(
                            name(),
                            address(),
                            maybe(random::nextBoolean),
                            maybe(random::nextDouble),
                            maybe(this::texts));
            case 8 -> new ServiceCommand.MergeMetadata(name(), list(this::address), texts());
            case 9 ->
                    new ServiceCommand.DropMetadata(name(), list(this::address), list(this::text));
            case 10 -> new ServiceCommand.MarkHealth(name(), address(), random.nextBoolean());
            default -> {
                NavigableMap<Instance.Address, Amendment> seen = new TreeMap<>();
                list(this::address).forEach(address -> seen.put(address, amendment()));
                yield new ServiceCommand.ForgetAmendments(name(), seen);
            }
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(20) == 0 ? random.nextInt(2_000) : random.nextInt(4);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private Namespace namespace() {
        return new Namespace(text());
    }

    private ConfigKey key() {
        return new ConfigKey(namespace(), text(), text());
    }

    private ServiceName name() {
        return new ServiceName(namespace(), text(), text());
    }

    private Author author() {
        return new Author(text(), text());
    }

    private Gray.Rule rule() {
        return random.nextBoolean() ? new Gray.Beta(text()) : new Gray.Tag(text());
    }

    private Description description() {
        return new Description(
                maybe(this::text),
                maybe(() -> list(this::text)),
                maybe(this::text),
                maybe(this::text),
                maybe(this::text),
                maybe(this::text));
    }

    private Instance instance() {
        return new Instance(
                text(),
                random.nextInt(),
                text(),
                random.nextDouble() * 10_000,
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                texts(),
                text());
    }

    private Instance.Address address() {
        return new Instance.Address(text(), random.nextInt(), text());
    }

    private Amendment amendment() {
        return new Amendment(maybe(random::nextBoolean), maybe(random::nextDouble), texts());
    }

    private ServiceProfile profile() {
        NavigableMap<String, Pool> pools = new TreeMap<>();
        list(this::pool).forEach(pool -> pools.put(text(), pool));
        return new ServiceProfile(random.nextFloat(), texts(), new Selector(text(), text()), pools);
    }

    private Pool pool() {
        return new Pool(
                text(),
                new Pool.Checker(text(), texts()),
                random.nextInt(),
                random.nextBoolean(),
                texts());
    }

    private NavigableMap<String, String> texts() {
        NavigableMap<String, String> texts = new TreeMap<>();
        list(this::text).forEach(key -> texts.put(key, text()));
        return texts;
    }

    private <T> List<T> list(Supplier<T> one) {
        List<T> list = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.add(one.get());
        }
        return list;
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }
}
