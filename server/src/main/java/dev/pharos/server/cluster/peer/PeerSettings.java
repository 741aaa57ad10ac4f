package dev.pharos.server.cluster.peer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How this node is reached by its peers, and knows them.
 *
 * @param key the setting that names the port, for the message when it cannot be had
 * @param secret that all nodes of the cluster share; without one only this machine and the targets'
 *     addresses are let in
 * @param ping after so long, and again and again, a node is asked whether it lives
 * @param silence after so long without an answer it counts as lost
 */
public record PeerSettings(
        InetSocketAddress bind,
        String key,
        Optional<String> secret,
        Duration ping,
        Duration silence) {
    @Override
    public String toString() {
        return "peers at " + bind + (secret.isPresent() ? " with a secret" : " without a secret");
    }
}
