package dev.pharos.server.front.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and the engine. Once it is cut, neither hears anything of the other any
 * more, not even its end: as when a cable is drawn.
 */
final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final int to;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    Relay(int to) throws IOException {
        this.to = to;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    void cut() {
        cut = true;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> carry(client, server));
                Thread.ofVirtual().start(() -> carry(server, client));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private void carry(Socket from, Socket into) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            byte[] bytes = new byte[4096];
            int length = in.read(bytes);
            while (length >= 0) {
                if (!cut) {
                    out.write(bytes, 0, length);
                }
                length = in.read(bytes);
            }
        } catch (IOException _) {
            // One of the two has ended.
        }
    }
}
