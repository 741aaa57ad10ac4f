package dev.pharos.server.boot;

import dev.pharos.server.front.listen.Listener;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * Where a node listens. For port 0 the system has chosen one: known before anything listens, so
 * that a node can tell its own address, and with gRPC as far above as clients expect.
 */
record Ports(String address, int http, int grpc) {
    /** Whence the ports come, for the message when one cannot be had. */
    static final String KEY = Keys.PORT + ", or --port";

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
        return new Ports(address(settings), http, grpc);
    }

    /** Where to listen: one of this machine's addresses, or all of them. */
    private static String address(Settings settings) throws SettingException {
        String address = settings.of(Keys.ADDRESS_BOUND);
        if (!address.isEmpty() && refusal(new InetSocketAddress(address, 0)).isPresent()) {
            throw new SettingException(
                    Keys.ADDRESS_BOUND
                            + ": "
                            + address
                            + " (expected: an address or a name of this machine, or nothing)");
        }
        return address;
    }

    /**
     * Why gRPC cannot be answered. When the port of HTTP is taken too, it is named, for it is the
     * one that was asked for.
     */
    IOException refused(IOException cause) {
        Optional<IOException> refusal = refusal(httpSocket());
        if (refusal.isPresent()) {
            return Listener.refused(httpSocket(), KEY, refusal.get());
        }
        String above = ": gRPC's port is " + (grpc - http) + " above it";
        return Listener.refused(grpcSocket(), KEY + above, cause);
    }

    private static Optional<IOException> refusal(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
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
