package dev.pharos.server.cluster.peer;

import dev.pharos.core.member.Address;

/**
 * Where another node is looked for.
 *
 * @param entry as the list names it
 * @param peerPort where its peers' port is, on the host of the entry
 */
public record Target(Address entry, int peerPort) {
    Address socket() {
        return new Address(entry.host(), peerPort);
    }
}
