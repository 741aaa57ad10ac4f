package dev.pharos.server.boot;

import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;

/**
 * Where a node is found by others.
 *
 * @param context what every HTTP path begins with: empty, or with a slash in front and none behind
 */
record Place(String context, String host, int httpPort, int grpcPort) {
    static Place of(Settings settings, Ports ports) {
        String context = settings.of(Keys.CONTEXT);
        return new Place(
                context.equals("/") ? "" : context,
                Addresses.told(settings),
                ports.http(),
                ports.grpc());
    }

    /** {@code host:port} of HTTP. */
    String http() {
        return host + ":" + httpPort;
    }

    String grpc() {
        return host + ":" + grpcPort;
    }
}
