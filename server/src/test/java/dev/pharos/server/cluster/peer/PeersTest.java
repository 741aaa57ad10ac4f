package dev.pharos.server.cluster.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.PeerLink.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PeersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PING = Duration.ofMillis(50);
    private static final Duration SILENCE = Duration.ofMillis(500);

    private final SystemWorld world = new SystemWorld((_, _) -> {});
    private final Deque<Peers> open = new ArrayDeque<>();

    @AfterEach
    void close() {
        open.forEach(Peers::close);
        world.close();
    }

    @Test
    void anAnswerComesFromTheNodeThatWasAsked() throws Exception {
        Peers one = node("one", 1);
        Peers two = node("two", 2);
        two.answer(Topic.MEMBER, (from, message) -> answer(from + " said " + text(message)));
        one.seek(List.of(at(two)));
        awaitReached(one, "two");

        assertThat(ask(one, "two", "hello")).isEqualTo("one said hello");
        assertThat(one.met()).singleElement().satisfies(met -> assertThat(met.reached()).isTrue());
        assertThat(two.callers())
                .singleElement()
                .satisfies(c -> assertThat(c.id()).isEqualTo(id("one")));
    }

    @Test
    void whatIsToldComesInOrder() throws Exception {
        Peers one = node("one", 1);
        Peers two = node("two", 2);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        two.answer(
                Topic.SYNC,
                (_, message) -> {
                    heard.add(text(message));
                    return answer("");
                });
        one.seek(List.of(at(two)));
        awaitReached(one, "two");

        List<String> said = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            said.add("message " + i);
            one.tell(id("two"), Topic.SYNC, said.getLast().getBytes(UTF_8));
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).isEqualTo(said));
    }

    @Test
    void howLongAPeerTakesToAnswerIsMeasuredAgainAndAgain() {
        Peers one = node("one", 1);
        Peers two = node("two", 2);
        one.seek(List.of(at(two)));

        String where = at(two).entry().toString();
        await().atMost(PATIENCE).until(() -> one.meter().roundTrips().containsKey(where));
        assertThat(two.meter().roundTrips()).isEmpty();
    }

    @Test
    void whoIsNotConnectedIsUnreached() {
        Peers one = node("one", 1);

        assertThatThrownBy(() -> ask(one, "two", "hello"))
                .hasCauseInstanceOf(PeerLink.Unreached.class);
    }

    @Test
    void aTopicThatNobodyAnswersFails() {
        Peers one = node("one", 1);
        Peers two = node("two", 2);
        one.seek(List.of(at(two)));
        awaitReached(one, "two");

        assertThatThrownBy(() -> ask(one, "two", "hello"))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("does not answer that yet");
    }

    @Test
    void whatIsNotAnsweredInTimeMayHaveCome() {
        Peers one = node("one", 1);
        Peers two = node("two", 2);
        two.answer(Topic.MEMBER, (_, _) -> new CompletableFuture<>());
        one.seek(List.of(at(two)));
        awaitReached(one, "two");

        assertThatThrownBy(
                        () ->
                                one.ask(
                                                id("two"),
                                                Topic.MEMBER,
                                                new byte[0],
                                                Duration.ofMillis(100))
                                        .toCompletableFuture()
                                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("no answer within 100 ms");
    }

    @Test
    void aNodeThatComesBackIsReachedAgainAndWhatWasAskedIsCut() throws Exception {
        Peers one = node("one", 1);
        Peers two = node("two", 2);
        two.answer(Topic.MEMBER, (_, _) -> new CompletableFuture<>());
        one.seek(List.of(at(two)));
        awaitReached(one, "two");
        CompletableFuture<byte[]> asked =
                one.ask(id("two"), Topic.MEMBER, new byte[0], PATIENCE).toCompletableFuture();

        two.close();

        assertThatThrownBy(() -> asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("the line was cut");
        await().atMost(PATIENCE).until(() -> !one.reaches(id("two")));

        Peers again = node("two", 3, two.port(), Optional.empty(), Optional.empty());
        again.answer(Topic.MEMBER, (_, _) -> answer("back"));
        awaitReached(one, "two");
        assertThat(ask(one, "two", "hello")).isEqualTo("back");
    }

    @Test
    void aNodeFindsItselfAmongItsTargets() {
        Peers one = node("one", 1);
        one.seek(List.of(at(one)));

        await().atMost(PATIENCE).until(() -> one.met().getFirst().greeting().isPresent());
        Met met = one.met().getFirst();
        assertThat(met.greeting().orElseThrow().isSameRun(greeting("one", 1, Optional.empty())))
                .isTrue();
        assertThat(met.reached()).isFalse();
        assertThat(one.reaches(id("one"))).isFalse();
    }

    @Test
    void anotherSecretIsRefused() {
        Peers one = node("one", 1, 0, Optional.of("a"), Optional.empty());
        Peers two = node("two", 2, 0, Optional.of("b"), Optional.empty());
        Peers three = node("three", 3, 0, Optional.empty(), Optional.empty());
        one.seek(List.of(at(two), at(three)));
        three.seek(List.of(at(one)));

        awaitProblem(one, 0, "secret");
        awaitProblem(one, 1, "secret");
        awaitProblem(three, 0, "secret");
        assertThat(one.callers()).isEmpty();
        assertThat(two.callers()).isEmpty();
    }

    @Test
    void theSameSecretLetsIn() {
        Peers one = node("one", 1, 0, Optional.of("a"), Optional.empty());
        Peers two = node("two", 2, 0, Optional.of("a"), Optional.empty());
        one.seek(List.of(at(two)));

        awaitReached(one, "two");
    }

    @Test
    void aSecretThatIsMadeLaterIsAskedOfAllAgain() {
        Peers one = node("one", 1);
        Peers two = node("two", 2);
        one.seek(List.of(at(two)));
        two.seek(List.of(at(one)));
        awaitReached(one, "two");
        awaitReached(two, "one");

        one.secret("a");
        awaitProblem(two, 0, "it asks for the secret of its cluster");
        awaitProblem(one, 0, "it does not know the secret");
        assertThat(one.callers()).isEmpty();

        two.secret("a");
        awaitReached(one, "two");
        awaitReached(two, "one");
    }

    @Test
    void twoClustersNameEachOther() {
        Peers one = node("one", 1, 0, Optional.empty(), Optional.of("red"));
        Peers two = node("two", 2, 0, Optional.empty(), Optional.of("blue"));
        one.seek(List.of(at(two)));

        awaitProblem(one, 0, "belongs to the cluster blue");
        awaitProblem(one, 0, "to red");
        assertThat(one.met().getFirst().greeting().orElseThrow().cluster()).contains("blue");
    }

    @Test
    void aLinkToWhatBecomesAnotherClusterEnds() {
        Peers one = node("one", 1);
        Peers two = node("two", 2, 0, Optional.empty(), Optional.of("blue"));
        one.seek(List.of(at(two)));
        awaitReached(one, "two");

        one.cluster("red");

        awaitProblem(one, 0, "blue");
    }

    @Test
    void aCopyOfADataFolderIsSeenByBoth() {
        Peers one = node("one", 1);
        Peers copy = node("one", 2);
        one.seek(List.of(at(copy)));

        awaitProblem(one, 0, "copy");
        assertThat(one.met().getFirst().greeting().orElseThrow().boot()).isEqualTo(2);
        assertThat(one.met().getFirst().reached()).isFalse();
    }

    @Test
    void whoFallsSilentIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Peers one = node("one", 1);
            one.seek(List.of(new Target(new Address("127.0.0.1", 1), silent.getLocalPort())));

            awaitProblem(one, 0, "silent");
        }
    }

    @Test
    void aStrangerMaySendLittle() throws Exception {
        Peers one = node("one", 1);
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), one.port())) {
            stranger.setSoTimeout((int) PATIENCE.toMillis());
            stranger.getOutputStream().write(new byte[] {0x7f, 0, 0, 0, 8, 0});
            byte[] answer = stranger.getInputStream().readAllBytes();
            assertThat(new String(answer, UTF_8)).contains("a frame of").contains("expected");
        }
    }

    @Test
    void strangersKeepNoNodeOut() throws Exception {
        Peers one =
                node(
                        settings(0, Optional.empty(), 3 * PATIENCE.toMillis()),
                        greeting("one", 1, Optional.empty()));
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                strangers.add(new Socket(InetAddress.getLoopbackAddress(), one.port()));
            }
            Peers two = node("two", 2);
            two.seek(List.of(at(one)));

            awaitReached(two, "one");
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void whoDoesNotShowWhoItIsIsSentAway() throws Exception {
        Peers one = node("one", 1);

        assertThat(answerTo(one, hello("two"))).contains("was not shown within 500 ms");
    }

    @Test
    void aStrangerHasNothingToAskAndGreetsOnce() throws Exception {
        Peers one = node("one", 1);

        assertThat(answerTo(one, bytes(Frame.of(Frame.Kind.PING)))).contains("PING was sent out");
        assertThat(answerTo(one, hello("two"), hello("three"))).contains("HELLO was sent out");
    }

    /** All that a stranger hears who says this and nothing more. */
    private static String answerTo(Peers peers, byte[]... said) throws IOException {
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), peers.port())) {
            stranger.setSoTimeout((int) PATIENCE.toMillis());
            for (byte[] frame : said) {
                stranger.getOutputStream().write(frame);
            }
            return new String(stranger.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static byte[] hello(String id) {
        return bytes(
                Frame.of(
                        Frame.Kind.HELLO,
                        out -> {
                            out.whole(Frame.VERSION);
                            out.text("a number");
                            greeting(id, 2, Optional.empty()).write(out);
                        }));
    }

    private static byte[] bytes(Frame frame) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameCodec());
        channel.writeOutbound(frame);
        ByteBuf out = channel.readOutbound();
        return ByteBufUtil.getBytes(out);
    }

    private Peers node(String id, long boot) {
        return node(id, boot, 0, Optional.empty(), Optional.empty());
    }

    private Peers node(
            String id, long boot, int port, Optional<String> secret, Optional<String> cluster) {
        return node(settings(port, secret, SILENCE.toMillis()), greeting(id, boot, cluster));
    }

    private static PeerSettings settings(int port, Optional<String> secret, long silence) {
        InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new PeerSettings(bind, "test.port", secret, PING, Duration.ofMillis(silence));
    }

    private Peers node(PeerSettings settings, Greeting greeting) {
        try {
            Peers peers = Peers.open(world, settings, greeting);
            open.push(peers);
            return peers;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Greeting greeting(String id, long boot, Optional<String> cluster) {
        return new Greeting(id(id), boot, cluster, new Address("127.0.0.1", 1), 2, 3);
    }

    private static Target at(Peers peers) {
        return new Target(new Address("127.0.0.1", peers.port()), peers.port());
    }

    private static NodeId id(String id) {
        return new NodeId(id);
    }

    private static CompletableFuture<byte[]> answer(String text) {
        return CompletableFuture.completedFuture(text.getBytes(UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static String ask(Peers peers, String node, String what)
            throws InterruptedException, ExecutionException {
        return text(
                peers.ask(id(node), Topic.MEMBER, what.getBytes(UTF_8), PATIENCE)
                        .toCompletableFuture()
                        .get());
    }

    private static void awaitReached(Peers peers, String node) {
        await().atMost(PATIENCE).until(() -> peers.reaches(id(node)));
    }

    private static void awaitProblem(Peers peers, int target, String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(peers.met().get(target).problem()).contains(part));
    }
}
