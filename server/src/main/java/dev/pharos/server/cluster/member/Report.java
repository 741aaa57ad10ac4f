package dev.pharos.server.cluster.member;

import dev.pharos.core.member.NodeList;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a node tells the others of itself, again and again, beside what stands in its greeting.
 *
 * @param cluster that it belongs to, also while it waits to be added
 * @param list its list of nodes
 * @param source whence it has the list
 * @param empty whether it has never kept anything durable
 * @param without those of the list for whom nobody is to wait, as an operator said
 * @param standing in the group; absent before it takes part
 * @param voters as far as it knows
 */
record Report(
        Optional<String> cluster,
        NodeList list,
        String source,
        boolean empty,
        Optional<NodeList> without,
        Optional<Standing> standing,
        List<NodeId> voters) {
    private static final int VERSION = 1;

    Report {
        voters = List.copyOf(voters);
    }

    /** Whether only figures differ, such as how far it has applied. */
    boolean isMuchLike(Report other) {
        return plain().equals(other.plain());
    }

    private Report plain() {
        Optional<Standing> rough =
                standing.map(
                        now ->
                                new Standing(
                                        now.role(),
                                        0,
                                        Optional.empty(),
                                        now.leader(),
                                        0,
                                        Duration.ZERO,
                                        Duration.ZERO));
        return new Report(cluster, list, source, empty, without, rough, voters);
    }

    byte[] encode() {
        ByteWriter out = new ByteWriter();
        out.whole(VERSION);
        out.optional(cluster, ByteWriter::text);
        out.text(list.toString());
        out.text(source);
        out.flag(empty);
        out.optional(without, (o, nodes) -> o.text(nodes.toString()));
        out.optional(standing, Report::write);
        out.each(voters, (o, id) -> o.text(id.value()));
        return out.toBytes();
    }

    private static void write(ByteWriter out, Standing standing) {
        out.text(standing.role().name());
        out.number(standing.term());
        out.optional(standing.votedFor(), (o, id) -> o.text(id.value()));
        out.optional(standing.leader(), (o, id) -> o.text(id.value()));
        out.number(standing.applied());
        out.number(standing.electionDue().toMillis());
        out.number(standing.heartbeatDue().toMillis());
    }

    /** Fails: {@code RuntimeException} when it means nothing to this version. */
    static Report decode(byte[] message) {
        ByteReader in = new ByteReader(ByteBuffer.wrap(message));
        int version = in.whole();
        if (version != VERSION) {
            throw in.broken("a report of version " + version + " (expected: " + VERSION + ")");
        }
        return new Report(
                in.optional(ByteReader::text),
                nodes(in),
                in.text(),
                in.flag(),
                in.optional(Report::nodes),
                in.optional(Report::standing),
                in.each(Report::id));
    }

    private static NodeList nodes(ByteReader in) {
        return NodeList.parse(in.text(), "a report", 0);
    }

    private static NodeId id(ByteReader in) {
        return new NodeId(in.text());
    }

    private static Standing standing(ByteReader in) {
        return new Standing(
                role(in),
                in.number(),
                in.optional(Report::id),
                in.optional(Report::id),
                in.number(),
                Duration.ofMillis(in.number()),
                Duration.ofMillis(in.number()));
    }

    private static Role role(ByteReader in) {
        String name = in.text();
        for (Role role : Role.values()) {
            if (role.name().equals(name)) {
                return role;
            }
        }
        throw in.broken("the unknown role " + name);
    }
}
