package dev.pharos.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.testkit.client.RpcCaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Every kind of client that waits at a node. */
final class WaitingClients {
    private static final Pattern PORT = Pattern.compile("\"port\":(\\d+)");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private WaitingClients() {}

    static Waiting grpc(DeliveryBed bed) {
        RpcCaller client = RpcCaller.open(bed.grpcPort(), "10.1.1.1");
        client.ask("SubscribeServiceRequest", "{\"serviceName\":\"orders\",\"subscribe\":true}");
        return new Grpc(bed, client, bed.subscriber());
    }

    static Waiting longPoll(DeliveryBed bed) throws IOException {
        return new LongPoll(bed);
    }

    static Waiting udp(DeliveryBed bed) throws IOException {
        return new Udp(bed);
    }

    static Waiting byHand(DeliveryBed bed) {
        return new ByHand(bed, new Probe());
    }

    private record Grpc(DeliveryBed bed, RpcCaller client, Delivery delivery) implements Waiting {
        @Override
        public List<Integer> told() {
            return client.pushed().stream()
                    .filter(text -> text.contains("NotifySubscriberRequest"))
                    .map(WaitingClients::port)
                    .toList();
        }

        @Override
        public void acknowledges(boolean wanted) {
            client.acknowledges(wanted);
        }

        @Override
        public void leave() {
            client.close();
        }
    }

    private static final class LongPoll implements Waiting {
        private final DeliveryBed bed;
        private final Socket socket;
        private final List<Integer> told = new CopyOnWriteArrayList<>();
        private final Delivery delivery;

        LongPoll(DeliveryBed bed) throws IOException {
            this.bed = bed;
            socket = new Socket(HERE, bed.httpPort());
            String body = "Listening-Configs=watched%02g%02%01";
            String request =
                    "POST /nacos/v1/cs/configs/listener HTTP/1.1\r\nHost: a\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\n"
                            + "Long-Pulling-Timeout: 60000\r\nConnection: close\r\n"
                            + ("Content-Length: " + body.length() + "\r\n\r\n")
                            + body;
            socket.getOutputStream().write(request.getBytes(UTF_8));
            delivery = bed.watcher();
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try {
                String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                if (answer.contains("watched")) {
                    told.add(1);
                }
            } catch (IOException _) {
                // It has left.
            }
        }

        @Override
        public Delivery delivery() {
            return delivery;
        }

        @Override
        public DeliveryBed bed() {
            return bed;
        }

        /** The first that it hears of is state 1, since it is told of no other. */
        @Override
        public Notice notice(int state, Notice.Receipt receipt) {
            return new Notice.ConfigChanged(DeliveryBed.CONFIG, receipt);
        }

        @Override
        public List<Integer> told() {
            return told;
        }

        @Override
        public boolean isPatient() {
            return false;
        }

        @Override
        public void acknowledges(boolean wanted) {
            // A poll's answer is never acknowledged.
        }

        @Override
        public void leave() throws IOException {
            socket.close();
        }
    }

    private static final class Udp implements Waiting {
        private static final Pattern NUMBER = Pattern.compile(".*\"lastRefTime\":(\\d+)");
        private static final Duration LONG = Duration.ofMinutes(1);

        private final DeliveryBed bed;
        private final DatagramSocket socket = new DatagramSocket(0, HERE);
        private final List<Integer> told = new CopyOnWriteArrayList<>();
        private final Delivery delivery;
        private volatile boolean acknowledges = true;

        Udp(DeliveryBed bed) throws IOException {
            this.bed = bed;
            Caller caller = new Caller("127.0.0.1", "Nacos-Java-Client:v1.4.8", "", "");
            var _ =
                    bed.pushes()
                            .subscribe(
                                    caller,
                                    DeliveryBed.SERVICE,
                                    "",
                                    new InetSocketAddress(HERE, socket.getLocalPort()));
            this.delivery = bed.subscriber();
            Thread.ofVirtual().start(this::receive);
        }

        private void receive() {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
                while (!socket.isClosed()) {
                    packet.setLength(1 << 16);
                    socket.receive(packet);
                    hear(packet);
                }
            } catch (IOException _) {
                // It has left.
            }
        }

        private void hear(DatagramPacket packet) throws IOException {
            String text = text(packet);
            Matcher number = NUMBER.matcher(text);
            if (acknowledges && number.find()) {
                byte[] ack =
                        ("{\"type\":\"push-ack\",\"lastRefTime\":\"" + number.group(1) + "\"}")
                                .getBytes(UTF_8);
                socket.send(new DatagramPacket(ack, ack.length, packet.getSocketAddress()));
            }
            told.add(port(text));
        }

        private static String text(DatagramPacket packet) throws IOException {
            byte[] bytes = packet.getData();
            boolean isZipped = bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
            ByteArrayInputStream in = new ByteArrayInputStream(bytes, 0, packet.getLength());
            byte[] plain = isZipped ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
            return new String(plain, UTF_8).replace("\\", "");
        }

        @Override
        public DeliveryBed bed() {
            return bed;
        }

        @Override
        public Delivery delivery() {
            return delivery;
        }

        @Override
        public List<Integer> told() {
            return told;
        }

        @Override
        public void acknowledges(boolean wanted) {
            acknowledges = wanted;
        }

        /** Such a client goes by not asking any more. */
        @Override
        public void leave() {
            socket.close();
            bed.world().leap(LONG);
        }
    }

    private record ByHand(DeliveryBed bed, Probe delivery) implements Waiting {
        @Override
        public List<Integer> told() {
            return delivery.told().stream()
                    .filter(Notice.ServiceChanged.class::isInstance)
                    .map(Notice.ServiceChanged.class::cast)
                    .map(changed -> changed.view().value().instances().getFirst().port())
                    .toList();
        }

        @Override
        public void acknowledges(boolean wanted) {
            delivery.acknowledges(wanted);
        }

        @Override
        public void leave() {
            delivery.leave();
        }
    }

    private static int port(String text) {
        Matcher port = PORT.matcher(text);
        return port.find() ? Integer.parseInt(port.group(1)) : -1;
    }
}
