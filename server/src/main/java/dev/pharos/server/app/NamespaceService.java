package dev.pharos.server.app;

import dev.pharos.core.config.ConfigCommand.CreateNamespace;
import dev.pharos.core.config.ConfigCommand.RemoveNamespace;
import dev.pharos.core.config.ConfigCommand.UpdateNamespace;
import dev.pharos.core.config.NamespaceProfile;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.Alphabet;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.World;
import dev.pharos.server.state.ConfigKeeper;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The namespaces that somebody created. Others work as well: a write does not ask whether its
 * namespace was created.
 *
 * <p>Fails: every stage with {@code FaultException}; and what is only read, thrown, while this node
 * cannot know of all that there is. Thread: any; never blocks.
 */
public final class NamespaceService {
    private static final int ID_MAX = 128;
    private static final int NAME_MAX = 256;
    private static final int DESC_MAX = 256;
    private static final String NOT_IN_NAMES = "@#$%^&*";

    private final World world;
    private final ConfigWrites writes;
    private final ConfigKeeper keeper;

    public NamespaceService(World world, ConfigWrites writes, ConfigKeeper keeper) {
        this.world = world;
        this.writes = writes;
        this.keeper = keeper;
    }

    /** The created ones, by id; the public one is not among them. */
    public List<NamespaceProfile> namespaces() {
        keeper.requireFilled();
        return keeper.namespaces();
    }

    public Optional<NamespaceProfile> find(Namespace namespace) {
        return keeper.known(
                () ->
                        keeper.namespaces().stream()
                                .filter(profile -> profile.namespace().equals(namespace))
                                .findFirst());
    }

    /** How many configurations a namespace holds. */
    public int configCount(Namespace namespace) {
        keeper.requireFilled();
        return (int)
                keeper.configs(namespace).stream()
                        .filter(view -> view.value().formal().isPresent())
                        .count();
    }

    /** A blank id is replaced by a random one. */
    public CompletionStage<Void> create(Caller caller, String id, String name, String desc) {
        String chosen = id.isBlank() ? randomId() : id.strip();
        Optional<Fault> fault = checkId(chosen).or(() -> checkName(name)).or(() -> checkDesc(desc));
        return fault.isPresent()
                ? Outcomes.refused(fault.get())
                : writes.append(
                        caller,
                        new CreateNamespace(Namespace.of(chosen), name, desc, world.millis()));
    }

    public CompletionStage<Void> update(
            Caller caller, Namespace namespace, String name, String desc) {
        Optional<Fault> fault = checkName(name).or(() -> checkDesc(desc));
        return fault.isPresent()
                ? Outcomes.refused(fault.get())
                : writes.append(caller, new UpdateNamespace(namespace, name, desc, world.millis()));
    }

    /** An absent one is no fault; its configurations stay. */
    public CompletionStage<Void> remove(Caller caller, Namespace namespace) {
        return writes.append(caller, new RemoveNamespace(namespace, world.millis()));
    }

    private String randomId() {
        return new UUID(world.random().nextLong(), world.random().nextLong()).toString();
    }

    private static Optional<Fault> checkId(String id) {
        return Alphabet.WORD
                .expected(id, ID_MAX)
                .map(expected -> new Fault.Invalid("namespaceId", id, expected));
    }

    private static Optional<Fault> checkDesc(String desc) {
        return desc.length() <= DESC_MAX
                ? Optional.empty()
                : Optional.of(new Fault.TooLarge("namespaceDesc", desc.length(), DESC_MAX));
    }

    private static Optional<Fault> checkName(String name) {
        if (name.isBlank() || name.length() > NAME_MAX) {
            return Optional.of(
                    new Fault.Invalid("namespaceName", name, "1 to " + NAME_MAX + " characters"));
        }
        return name.chars().noneMatch(c -> NOT_IN_NAMES.indexOf(c) >= 0)
                ? Optional.empty()
                : Optional.of(new Fault.Invalid("namespaceName", name, "none of " + NOT_IN_NAMES));
    }
}
