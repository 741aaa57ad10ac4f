package dev.pharos.server.front.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.listen.Loops;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UdpSenderTest {
    private static final InetSocketAddress HERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Loops loops = new Loops(1);
    private final DatagramSocket client = new DatagramSocket(HERE);
    private final UdpSender sender =
            UdpSender.open(
                    loops,
                    HERE,
                    new UdpSender.Limits(Duration.ofMillis(100), 2),
                    bytes -> OptionalLong.of(Long.parseLong(new String(bytes, UTF_8))));

    UdpSenderTest() throws IOException {
        client.setSoTimeout(5_000);
    }

    @AfterEach
    void end() {
        sender.close();
        client.close();
        loops.close(Duration.ZERO);
    }

    /** Remembers what became of a packet. */
    private static final class Remembered implements UdpSender.Fate {
        private final CompletableFuture<String> fate = new CompletableFuture<>();

        @Override
        public void acknowledged(Duration took) {
            fate.complete("acknowledged");
        }

        @Override
        public void lost() {
            fate.complete("lost");
        }

        String await() throws Exception {
            return fate.get(5, TimeUnit.SECONDS);
        }
    }

    private InetSocketAddress receiver() {
        return (InetSocketAddress) client.getLocalSocketAddress();
    }

    private byte[] received() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Test
    void anAcknowledgementFromElsewhereCounts() throws Exception {
        Remembered fate = new Remembered();
        sender.send(receiver(), 7, "hello".getBytes(UTF_8), fate);
        assertThat(received()).asString(UTF_8).isEqualTo("hello");
        try (DatagramSocket other = new DatagramSocket(HERE)) {
            other.send(new DatagramPacket("7".getBytes(UTF_8), 1, sender.address()));
        }
        assertThat(fate.await()).isEqualTo("acknowledged");
    }

    @Test
    void whatIsNotAcknowledgedGoesTwiceAndIsLost() throws Exception {
        Remembered fate = new Remembered();
        sender.send(receiver(), 8, "again".getBytes(UTF_8), fate);
        assertThat(received()).asString(UTF_8).isEqualTo("again");
        assertThat(received()).asString(UTF_8).isEqualTo("again");
        assertThat(fate.await()).isEqualTo("lost");
    }

    @Test
    void longPacketsAreCompressed() throws Exception {
        byte[] text = "x".repeat(5_000).getBytes(UTF_8);
        sender.send(receiver(), 9, text, new Remembered());
        byte[] packet = received();
        assertThat(packet).hasSizeLessThan(1_000).startsWith(0x1f, 0x8b);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packet)).readAllBytes())
                .isEqualTo(text);
    }

    @Test
    void whatIsSentWhenTheLoopsHaveEndedIsLost() throws Exception {
        sender.close();
        loops.close(Duration.ofSeconds(5));
        Remembered fate = new Remembered();
        sender.send(receiver(), 10, "late".getBytes(UTF_8), fate);
        assertThat(fate.await()).isEqualTo("lost");
    }

    @Test
    void onlyLiteralAddressesAreReceivers() {
        assertThat(UdpSender.receiver("127.0.0.1", 80)).isPresent();
        assertThat(UdpSender.receiver("::1", 80)).isPresent();
        assertThat(UdpSender.receiver("localhost", 80)).isEmpty();
        assertThat(UdpSender.receiver("127.0.0.1", 0)).isEmpty();
        assertThat(UdpSender.receiver("127.0.0.1", 70_000)).isEmpty();
    }
}
