package dev.pharos.server.front.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListenerTest {
    private final Loops loops = new Loops(1);
    private final CountDownLatch greeted = new CountDownLatch(1);
    private final ChannelInitializer<Channel> greeting =
            new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    greeted.countDown();
                }
            };

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void acceptsUntilItIsClosed() throws IOException, InterruptedException {
        int port;
        try (Listener listener = bind(0)) {
            port = listener.port();
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            greeted.await();
        }
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aClosedPortIsFreeAtOnce() throws IOException {
        int port = 0;
        for (int i = 0; i < 100; i++) {
            try (Listener listener = bind(port)) {
                port = listener.port();
            }
        }
        assertThat(port).isPositive();
    }

    @Test
    void aTakenPortIsToldInOneLine() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> bind(port))
                    .hasMessage(
                            "port %d is taken by another program (key server.port; expected: a free"
                                    + " port)",
                            port);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsToldInOneLine() {
        byte[] documentation = {(byte) 192, 0, 2, 1};
        assertThatThrownBy(
                        () ->
                                Listener.bind(
                                        loops,
                                        new InetSocketAddress(
                                                InetAddress.getByAddress(documentation), 0),
                                        "server.port",
                                        greeting))
                .hasMessage("192.0.2.1 is not an address of this machine");
    }

    @Test
    void threadsAreNamed() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        String[] name = new String[1];
        loops.group()
                .execute(
                        () -> {
                            name[0] = Thread.currentThread().getName();
                            ran.countDown();
                        });
        ran.await();
        assertThat(name[0]).startsWith("pharos-loop-");
        assertThatThrownBy(() -> new Loops(0)).hasMessageContaining("at least 1");
    }

    private Listener bind(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return Listener.bind(loops, address, "server.port", greeting);
    }
}
