package dev.pharos.core.name;

/**
 * Who publishes or subscribes: a gRPC connection, or the address that an HTTP caller registers.
 *
 * <p>Source: Nacos 2.5.1 keeps one such client per {@code ip:port} and kind; that is why a second
 * registration of one address under another pool replaces the first (golden
 * 10-naming-v1-instance/dup-other-cluster).
 */
public record ClientId(String value) implements Comparable<ClientId> {
    private static final String EPHEMERAL = "#true";

    /** The client of a gRPC connection. */
    public static ClientId connection(String connectionId) {
        return new ClientId(connectionId);
    }

    /** The client that stands for an address registered over HTTP, or for a persistent instance. */
    public static ClientId address(String ip, int port, boolean ephemeral) {
        return new ClientId(ip + ":" + port + (ephemeral ? EPHEMERAL : "#false"));
    }

    /** Whether it stands for an address that beats. */
    public boolean isEphemeralAddress() {
        return value.endsWith(EPHEMERAL);
    }

    @Override
    public int compareTo(ClientId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
