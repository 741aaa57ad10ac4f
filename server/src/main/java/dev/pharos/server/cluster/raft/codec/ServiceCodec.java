package dev.pharos.server.cluster.raft.codec;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Amendment;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceCommand.Adjust;
import dev.pharos.core.registry.ServiceCommand.Amend;
import dev.pharos.core.registry.ServiceCommand.CreateService;
import dev.pharos.core.registry.ServiceCommand.DropMetadata;
import dev.pharos.core.registry.ServiceCommand.ForgetAmendments;
import dev.pharos.core.registry.ServiceCommand.MarkHealth;
import dev.pharos.core.registry.ServiceCommand.MergeMetadata;
import dev.pharos.core.registry.ServiceCommand.Persist;
import dev.pharos.core.registry.ServiceCommand.RemoveService;
import dev.pharos.core.registry.ServiceCommand.Unpersist;
import dev.pharos.core.registry.ServiceCommand.UpdatePool;
import dev.pharos.core.registry.ServiceCommand.UpdateService;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceProfile.Selector;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.RegistryFields;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Commands about services, persistent instances and what operators lay over instances. */
final class ServiceCodec {
    private static final int PERSIST = 33;
    private static final int UNPERSIST = 34;
    private static final int CREATE_SERVICE = 35;
    private static final int UPDATE_SERVICE = 36;
    private static final int REMOVE_SERVICE = 37;
    private static final int UPDATE_POOL = 38;
    private static final int AMEND = 39;
    private static final int ADJUST = 40;
    private static final int MERGE_METADATA = 41;
    private static final int DROP_METADATA = 42;
    private static final int MARK_HEALTH = 43;
    private static final int FORGET_AMENDMENTS = 44;

    private ServiceCodec() {}

    static boolean knows(int type) {
        return type >= PERSIST && type <= FORGET_AMENDMENTS;
    }

    static void write(ByteWriter out, ServiceCommand command) {
        out.octet(type(command));
        RegistryFields.name(out, command.service());
        switch (command) {
            case Persist persist -> RegistryFields.instance(out, persist.instance());
            case Unpersist(_, String ip, int port) -> {
                out.text(ip);
                out.whole(port);
            }
            case CreateService create -> profile(out, create.profile());
            case UpdateService update -> profile(out, update.profile());
            case RemoveService _ -> {}
            case UpdatePool update -> pool(out, update.pool());
            case Amend amend -> {
                out.each(amend.targets(), RegistryFields::address);
                amendment(out, amend.amendment());
            }
            case Adjust adjust -> {
                RegistryFields.address(out, adjust.target());
                out.optional(adjust.enabled(), ByteWriter::flag);
                out.optional(adjust.weight(), ByteWriter::real);
                out.optional(adjust.metadata(), ByteWriter::texts);
            }
            case MergeMetadata merge -> {
                out.each(merge.targets(), RegistryFields::address);
                out.texts(merge.metadata());
            }
            case DropMetadata drop -> {
                out.each(drop.targets(), RegistryFields::address);
                out.each(drop.keys(), ByteWriter::text);
            }
            case MarkHealth mark -> {
                RegistryFields.address(out, mark.target());
                out.flag(mark.healthy());
            }
            case ForgetAmendments forget -> seen(out, forget.seen());
        }
    }

    private static int type(ServiceCommand command) {
        return switch (command) {
            case Persist _ -> PERSIST;
            case Unpersist _ -> UNPERSIST;
            case CreateService _ -> CREATE_SERVICE;
            case UpdateService _ -> UPDATE_SERVICE;
            case RemoveService _ -> REMOVE_SERVICE;
            case UpdatePool _ -> UPDATE_POOL;
            case Amend _ -> AMEND;
            case Adjust _ -> ADJUST;
            case MergeMetadata _ -> MERGE_METADATA;
            case DropMetadata _ -> DROP_METADATA;
            case MarkHealth _ -> MARK_HEALTH;
            case ForgetAmendments _ -> FORGET_AMENDMENTS;
        };
    }

    static ServiceCommand read(int type, ByteReader in) {
        ServiceName service = RegistryFields.name(in);
        return switch (type) {
            case PERSIST -> new Persist(service, RegistryFields.instance(in));
            case UNPERSIST -> new Unpersist(service, in.text(), in.whole());
            case CREATE_SERVICE -> new CreateService(service, profile(in));
            case UPDATE_SERVICE -> new UpdateService(service, profile(in));
            case REMOVE_SERVICE -> new RemoveService(service);
            case UPDATE_POOL -> new UpdatePool(service, pool(in));
            case AMEND -> new Amend(service, in.each(RegistryFields::address), amendment(in));
            case ADJUST ->
                    new Adjust(
                            service,
                            RegistryFields.address(in),
                            in.optional(ByteReader::flag),
                            in.optional(ByteReader::real),
                            in.optional(ByteReader::texts));
            case MERGE_METADATA ->
                    new MergeMetadata(service, in.each(RegistryFields::address), in.texts());
            case DROP_METADATA ->
                    new DropMetadata(
                            service, in.each(RegistryFields::address), in.each(ByteReader::text));
            case MARK_HEALTH -> new MarkHealth(service, RegistryFields.address(in), in.flag());
            case FORGET_AMENDMENTS -> new ForgetAmendments(service, seen(in));
            default -> throw in.broken("a service command of type " + type);
        };
    }

    private static void amendment(ByteWriter out, Amendment amendment) {
        out.optional(amendment.enabled(), ByteWriter::flag);
        out.optional(amendment.weight(), ByteWriter::real);
        out.texts(amendment.metadata());
    }

    private static Amendment amendment(ByteReader in) {
        return new Amendment(
                in.optional(ByteReader::flag), in.optional(ByteReader::real), in.texts());
    }

    static void seen(ByteWriter out, NavigableMap<Instance.Address, Amendment> seen) {
        out.whole(seen.size());
        seen.forEach(
                (address, amendment) -> {
                    RegistryFields.address(out, address);
                    amendment(out, amendment);
                });
    }

    static NavigableMap<Instance.Address, Amendment> seen(ByteReader in) {
        NavigableMap<Instance.Address, Amendment> seen = new TreeMap<>();
        int count = in.whole();
        for (int i = 0; i < count; i++) {
            Instance.Address address = RegistryFields.address(in);
            seen.put(address, amendment(in));
        }
        return seen;
    }

    static void profile(ByteWriter out, ServiceProfile profile) {
        out.real(profile.protectThreshold());
        out.texts(profile.metadata());
        out.text(profile.selector().type());
        out.text(profile.selector().expression());
        // Keyed by name, and the name is within; yet the key is what counts, so it is written.
        out.whole(profile.pools().size());
        profile.pools()
                .forEach(
                        (name, pool) -> {
                            out.text(name);
                            pool(out, pool);
                        });
    }

    static ServiceProfile profile(ByteReader in) {
        float threshold = (float) in.real(); // every float is a double, so nothing is lost
        NavigableMap<String, String> metadata = in.texts();
        Selector selector = new Selector(in.text(), in.text());
        NavigableMap<String, Pool> pools = new TreeMap<>();
        int count = in.whole();
        for (int i = 0; i < count; i++) {
            String name = in.text();
            pools.put(name, pool(in));
        }
        return new ServiceProfile(threshold, metadata, selector, pools);
    }

    private static void pool(ByteWriter out, Pool pool) {
        out.text(pool.name());
        out.text(pool.checker().type());
        out.texts(pool.checker().properties());
        out.whole(pool.checkPort());
        out.flag(pool.useInstancePort());
        out.texts(pool.metadata());
    }

    private static Pool pool(ByteReader in) {
        return new Pool(
                in.text(),
                new Pool.Checker(in.text(), in.texts()),
                in.whole(),
                in.flag(),
                in.texts());
    }
}
