package dev.pharos.testkit.cluster;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Who leads and who follows, as one node shows it under {@code /v1/ns/raft/state}.
 *
 * @param peers in the order in which the node shows them
 */
public record Roles(List<Peer> peers) {
    /**
     * One node.
     *
     * @param address {@code ip:port}
     * @param role {@code LEADER}, {@code FOLLOWER} or {@code CANDIDATE}
     */
    public record Peer(String address, String role, long term) {}

    public Roles {
        peers = List.copyOf(peers);
    }

    /** What the node says now. Fails: as {@link Curl#ask}. */
    public static Roles seenBy(Curl node) {
        Json.Members state = JsonReader.members(node.ask("GET", "/v1/ns/raft/state"));
        return new Roles(
                state.elements("peers").stream()
                        .filter(Json.Members.class::isInstance)
                        .map(peer -> peer((Json.Members) peer))
                        .toList());
    }

    /**
     * The address of the one that all of these see lead; absent while any sees another, or none.
     */
    public static Optional<String> leaderSeenByAll(List<Curl> nodes) {
        List<Optional<String>> seen = nodes.stream().map(Roles::leaderSeenBy).distinct().toList();
        return seen.size() == 1 ? seen.getFirst() : Optional.empty();
    }

    private static Optional<String> leaderSeenBy(Curl node) {
        try {
            return seenBy(node).leader().map(Peer::address);
        } catch (UncheckedIOException _) {
            return Optional.empty(); // it does not answer yet
        }
    }

    private static Peer peer(Json.Members peer) {
        return new Peer(
                peer.text("ip").orElseThrow(),
                peer.text("state").orElseThrow(),
                peer.number("term").orElseThrow().longValueExact());
    }

    /** The only one that leads; absent when none does, or several are shown. */
    public Optional<Peer> leader() {
        List<Peer> leaders = peers.stream().filter(peer -> peer.role().equals("LEADER")).toList();
        return leaders.size() == 1 ? Optional.of(leaders.getFirst()) : Optional.empty();
    }

    /** The node at that address, as it is shown. */
    public Peer of(String address) {
        return peers.stream()
                .filter(peer -> peer.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " is not among " + peers));
    }

    /** How many of a role. */
    public long count(String role) {
        return peers.stream().filter(peer -> peer.role().equals(role)).count();
    }
}
