package dev.pharos.server.boot.company;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.Entry;
import dev.pharos.core.member.NodeList;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where a node is for its peers.
 *
 * @param address by which they know it
 * @param bind where it listens for them
 */
record Seat(Address address, InetSocketAddress bind) {
    /**
     * Looks for the node's own line in the list, as far as that can be known before anybody has
     * been asked: the line may name another port for peers. Blocks while names are looked up.
     *
     * @param told the address that others are told when the list does not say
     */
    static Seat of(Plan plan, NodeList list, Address told) {
        Optional<Entry> line =
                list.find(told)
                        .or(
                                () ->
                                        list.entries().stream()
                                                .filter(e -> e.address().port() == told.port())
                                                .filter(e -> isHere(e.address().host()))
                                                .findFirst());
        int port =
                line.map(entry -> entry.peerPort(plan.portOffset()))
                        .orElse(told.port() + plan.portOffset());
        return new Seat(line.map(Entry::address).orElse(told), bind(plan, line, port));
    }

    /** Nodes that share a machine need not be heard by others. */
    private static InetSocketAddress bind(Plan plan, Optional<Entry> line, int port) {
        if (!plan.bound().isEmpty()) {
            return new InetSocketAddress(plan.bound(), port);
        }
        return line.filter(Entry::isLoopback)
                .map(entry -> new InetSocketAddress(entry.address().host(), port))
                .orElseGet(() -> new InetSocketAddress(port));
    }

    private static boolean isHere(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (NetworkInterface.getByInetAddress(address) != null
                        || address.isLoopbackAddress()) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException | SocketException _) {
            return false;
        }
    }

    /** Whether somebody from another machine can call. */
    boolean isOpen() {
        return bind.getAddress() == null || !bind.getAddress().isLoopbackAddress();
    }
}
