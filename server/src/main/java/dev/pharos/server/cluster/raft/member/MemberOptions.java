package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.option.NodeOptions;

/** The library's options of one node, with what its {@link PeerClient} needs besides. */
final class MemberOptions extends NodeOptions {
    private final VoteStorage votes;
    private final PeerTransport transport;

    MemberOptions(VoteStorage votes, PeerTransport transport) {
        this.votes = votes;
        this.transport = transport;
    }

    VoteStorage votes() {
        return votes;
    }

    PeerTransport transport() {
        return transport;
    }
}
