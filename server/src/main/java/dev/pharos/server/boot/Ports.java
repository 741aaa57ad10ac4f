package dev.pharos.server.boot;

import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Where a node listens. For port 0 the system has chosen one: known before anything listens, so
 * that a node can tell its own address, and with gRPC as far above as clients expect.
 */
record Ports(String address, int http, int grpc) {
    private static final int PORT_MAX = 65_535;
    private static final int TRIES_MAX = 20;

    static Ports of(Settings settings) throws SettingException {
        int offset = settings.of(Keys.GRPC_PORT_OFFSET);
        int http = settings.of(Keys.PORT);
        for (int i = 0; http == 0 && i < TRIES_MAX; i++) {
            int free = free(0);
            int above = free + offset;
            http = above > 0 && above <= PORT_MAX && free(above) == above ? free : 0;
        }
        int grpc = http + offset;
        if (grpc < 1 || grpc > PORT_MAX || offset == 0) {
            throw new SettingException(
                    Keys.GRPC_PORT_OFFSET
                            + ": "
                            + offset
                            + " makes the gRPC port "
                            + grpc
                            + " (expected: another port than "
                            + http
                            + " in 1.."
                            + PORT_MAX
                            + ")");
        }
        return new Ports(settings.of(Keys.ADDRESS_BOUND), http, grpc);
    }

    InetSocketAddress httpSocket() {
        return socket(http);
    }

    InetSocketAddress grpcSocket() {
        return socket(grpc);
    }

    /** The port, or one that the system chose for 0; 0 when it is taken. */
    private static int free(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.getLocalPort();
        } catch (IOException _) {
            return 0;
        }
    }

    private InetSocketAddress socket(int port) {
        return address.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(address, port);
    }
}
