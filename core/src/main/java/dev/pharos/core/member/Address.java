package dev.pharos.core.member;

/**
 * Where a node is: a host, and the port on which it serves HTTP. It may change, and says nothing of
 * who the node is.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 */
public record Address(String host, int port) implements Comparable<Address> {
    @Override
    public int compareTo(Address other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
