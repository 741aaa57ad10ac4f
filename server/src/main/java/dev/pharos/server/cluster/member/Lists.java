package dev.pharos.server.cluster.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Entry;
import dev.pharos.core.member.NodeList;
import dev.pharos.server.port.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the list of nodes again and again. What cannot be read is said once, and what was read
 * before goes on. The file itself is never written.
 *
 * <p>A list of one name means all addresses that the name stands for.
 */
public final class Lists {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.cluster");
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final World world;
    private final Settings settings;
    private final Resolver resolver;
    private volatile Listed now;
    private volatile boolean closed;

    /** Where the list is. */
    public sealed interface Place {
        /** Read again whenever it is looked at. */
        record InFile(Path file) implements Place {}

        /** It stays as it is; {@code key} is where it was set. */
        record InKey(String key, String text) implements Place {}
    }

    /**
     * How the list is read.
     *
     * @param standardPort of entries that name none
     * @param size how many nodes a name stands for; 0 when nobody has said
     */
    public record Settings(Place place, int standardPort, int size) {}

    /** What a name stands for. May block. */
    public interface Resolver {
        /** Addresses; none when the name is not known. */
        List<String> addresses(String name);
    }

    private Lists(World world, Settings settings, Resolver resolver) throws IOException {
        this.world = world;
        this.settings = settings;
        this.resolver = resolver;
        this.now = read();
    }

    /**
     * The list as it is now. Blocks for a moment.
     *
     * @throws IOException in one line, what is wrong with it, and where
     */
    public static Lists open(World world, Settings settings, Resolver resolver) throws IOException {
        return new Lists(world, settings, resolver);
    }

    /** What was read last. Thread: any. */
    public Listed now() {
        return now;
    }

    /** From now on looks again, and runs {@code changed} after each change. */
    void follow(Runnable changed) {
        if (!closed) {
            world.after(EVERY, world.tasks(), () -> look(changed));
        }
    }

    void close() {
        closed = true;
    }

    private void look(Runnable changed) {
        Listed before = now;
        try {
            now = read();
        } catch (IOException e) {
            now = before.but(String.valueOf(e.getMessage()));
        }
        if (!now.equals(before)) {
            say(before, now);
            changed.run();
        }
        follow(changed);
    }

    private static void say(Listed before, Listed now) {
        if (!now.nodes().equals(before.nodes())) {
            LOG.info("list={} source=\"{}\"", now.nodes(), now.source());
        }
        if (!Objects.equals(now.problem(), before.problem())) {
            now.problem().ifPresent(why -> LOG.warn("the list of nodes stays as it was: {}", why));
        }
    }

    private Listed read() throws IOException {
        String source =
                switch (settings.place()) {
                    case Place.InFile in -> in.file().toString();
                    case Place.InKey in -> in.key();
                };
        NodeList list;
        try {
            list = NodeList.parse(text(), source, settings.standardPort());
            if (list.entries().stream().anyMatch(Entry::isLoopback)) {
                NodeList all = list;
                list.requireUnmixed(source, entry -> leadsHere(entry, all, source));
            }
        } catch (FaultException e) {
            throw new IOException(e.getMessage(), e);
        }
        Entry first = list.entries().getFirst();
        return list.entries().size() == 1 && first.isNamed()
                ? named(first, source)
                : new Listed(list, source, Optional.empty(), Optional.empty());
    }

    /** A name may lead each machine to itself too, and then to a node that has another name. */
    private boolean leadsHere(Entry entry, NodeList list, String source) {
        if (!entry.isNamed()) {
            return entry.isLoopback();
        }
        List<Entry> stands = standsFor(entry);
        for (Entry one : stands) {
            if (list.find(one.address()).isPresent()) {
                throw new FaultException(
                        new Fault.Invalid(
                                source,
                                entry.toString(),
                                "each node once; " + one + " stands there too, and is the same"));
            }
        }
        return !stands.isEmpty() && stands.stream().allMatch(Entry::isLoopback);
    }

    private List<Entry> standsFor(Entry named) {
        return resolver.addresses(named.address().host()).stream()
                .map(host -> new Address(host, named.address().port()))
                .map(address -> new Entry(address, named.peerPort()))
                .toList();
    }

    private String text() throws IOException {
        return switch (settings.place()) {
            case Place.InFile in -> text(in.file());
            case Place.InKey in -> in.text();
        };
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    file
                            + " is missing: it lists the nodes of the cluster, one HOST:PORT a line"
                            + " (to run one node alone: -m standalone)",
                    e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Not all nodes may have come to the name yet, and then some would found a cluster alone. */
    private Listed named(Entry entry, String source) {
        String name = entry.address().host();
        List<Entry> found = standsFor(entry);
        NodeList nodes = new NodeList(found.isEmpty() ? List.of(entry) : found);
        Listed.Name stands = new Listed.Name(name, found.size(), settings.size());
        return new Listed(nodes, source, Optional.of(stands), Optional.empty());
    }
}
