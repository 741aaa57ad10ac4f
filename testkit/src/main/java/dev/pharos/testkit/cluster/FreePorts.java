package dev.pharos.testkit.cluster;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds ports of the loopback address for a node, which needs several at fixed distances.
 *
 * <p>They lie below the range from which the system gives ports to outgoing connections, so that
 * nobody takes one between this answer and the node's start, nor while a node is being restarted,
 * and above the ports that golden scenarios name.
 */
public final class FreePorts {
    private static final int FROM = 20_000;
    private static final int TO = 31_000;
    private static final int ATTEMPTS = 200;

    private FreePorts() {}

    /** A main port for a node: free, and so are those of its gRPC and its peers (± 1000). */
    public static int forNode() {
        return forNodes(1);
    }

    /** The first of so many main ports side by side, each as {@link #forNode} finds it. */
    public static int forNodes(int count) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FROM, TO - count);
            if (IntStream.range(first, first + count).allMatch(FreePorts::freeForNode)) {
                return first;
            }
        }
        throw new IllegalStateException("no free ports from " + FROM + " to " + TO);
    }

    private static boolean freeForNode(int port) {
        return free(port) && free(port + 1000) && free(port - 1000);
    }

    private static boolean free(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket _ = new DatagramSocket(port, loopback)) {
            tcp.bind(new InetSocketAddress(loopback, port));
            return true;
        } catch (IOException _) {
            return false; // taken
        }
    }
}
