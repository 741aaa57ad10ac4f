package dev.pharos.server.boot;

import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.Optional;

/** The address by which others know this node. */
final class Addresses {
    private static final String LOCAL = "127.0.0.1";

    private Addresses() {}

    /** What is set, else where it listens, else the first address that others can reach. */
    static String told(Settings settings) {
        String told = settings.of(Keys.ADDRESS_TOLD);
        String bound = settings.of(Keys.ADDRESS_BOUND);
        if (!told.isEmpty()) {
            return told;
        }
        return bound.isEmpty() || bound.equals("0.0.0.0") || bound.equals("::") ? found() : bound;
    }

    private static String found() {
        try {
            return NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .map(Addresses::reachable)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse(LOCAL);
        } catch (SocketException _) {
            return LOCAL;
        }
    }

    private static Optional<String> reachable(NetworkInterface network) {
        return network.inetAddresses()
                .filter(address -> address instanceof Inet4Address)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }
}
