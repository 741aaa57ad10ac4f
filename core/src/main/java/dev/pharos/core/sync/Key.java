package dev.pharos.core.sync;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;

/** What a client publishes for a service is one entry. */
public record Key(ServiceName service, ClientId client) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : client.compareTo(other.client);
    }
}
