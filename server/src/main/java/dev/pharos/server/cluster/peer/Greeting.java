package dev.pharos.server.cluster.peer;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import java.util.Optional;

/**
 * What a node says of itself before anything else.
 *
 * @param boot a random number of this run: another run of the same node has another one
 * @param cluster absent before the node belongs to one
 * @param address where it says that it serves HTTP
 */
public record Greeting(
        NodeId id,
        long boot,
        Optional<String> cluster,
        Address address,
        int grpcPort,
        int peerPort) {
    /** The same as a member of the cluster. */
    Greeting in(String clusterId) {
        return new Greeting(id, boot, Optional.of(clusterId), address, grpcPort, peerPort);
    }

    /** Whether both are the same process. */
    public boolean isSameRun(Greeting other) {
        return boot == other.boot && id.equals(other.id);
    }

    /** Whether another process goes by the same id: one has a copy of the other's data folder. */
    public boolean isCopyOf(Greeting other) {
        return boot != other.boot && id.equals(other.id);
    }

    /** Whether both belong to clusters, and not to the same. */
    boolean isStrangerTo(Greeting other) {
        return cluster.isPresent() && other.cluster.isPresent() && !cluster.equals(other.cluster);
    }

    void write(ByteWriter out) {
        out.text(id.value());
        out.number(boot);
        out.optional(cluster, ByteWriter::text);
        out.text(address.host());
        out.whole(address.port());
        out.whole(grpcPort);
        out.whole(peerPort);
    }

    static Greeting read(ByteReader in) {
        return new Greeting(
                new NodeId(in.text()),
                in.number(),
                in.optional(ByteReader::text),
                new Address(in.text(), in.whole()),
                in.whole(),
                in.whole());
    }
}
