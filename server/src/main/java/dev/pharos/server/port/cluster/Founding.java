package dev.pharos.server.port.cluster;

/** What an operator can say of a cluster that is not founded yet. Thread: any; never blocks. */
public interface Founding {
    /**
     * Nobody waits for these nodes, which may be added later, when they come.
     *
     * @param nodes as a list of nodes names them
     *     <p>Fails: {@code FaultException} when they mean nothing, when the cluster is founded, or
     *     when this node is alone; thrown.
     */
    void without(String nodes);
}
