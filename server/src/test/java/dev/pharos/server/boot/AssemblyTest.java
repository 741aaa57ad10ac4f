package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AssemblyTest {
    private static final Settings LOCAL =
            Settings.standard().with(Keys.ADDRESS_BOUND, "127.0.0.1").with(Keys.PORT, 0);

    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final SystemWorld world = new SystemWorld((loop, _) -> broken.add(loop));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        world.close();
        assertThat(broken).isEmpty();
    }

    @Test
    void twoNodesInOneProcessKnowNothingOfEachOther() throws Exception {
        String instance = "/v1/ns/instance?serviceName=s&ip=10.0.0.1&port=80";
        try (Assembly one = start(LOCAL);
                Assembly other = start(LOCAL.with(Keys.CONTEXT, "/other"))) {
            assertThat(call(one, "POST", "/nacos" + instance)).isEqualTo("200 ok");
            assertThat(call(one, "GET", "/nacos" + instance)).contains("10.0.0.1");

            assertThat(call(other, "GET", "/other" + instance)).startsWith("404 ");
            assertThat(call(other, "GET", "/nacos" + instance)).startsWith("404 ");
        }
    }

    @Test
    void whenItHasStartedItIsReadyAndWhenItHasClosedItIsGone() throws Exception {
        Assembly node = start(LOCAL);
        assertThat(call(node, "GET", "/nacos/v1/console/health/readiness")).isEqualTo("200 OK");
        assertThat(node.grpcPort()).isEqualTo(node.httpPort() + 1000);

        node.close();

        assertThatThrownBy(() -> call(node, "GET", "/nacos/v1/console/health/readiness"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            int http = free();
            int offset = port - http;
            Settings asGrpc = LOCAL.with(Keys.PORT, http).with(Keys.GRPC_PORT_OFFSET, offset);
            assertThatThrownBy(() -> start(asGrpc))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "port "
                                    + port
                                    + " is taken by another program (key server.port, or "
                                    + "--port: gRPC's port"
                                    + " is "
                                    + offset
                                    + " above it; expected: a free port)");
        }
    }

    @Test
    void ofTwoPortsThatAreTakenTheOneIsNamedThatWasAskedFor() throws Exception {
        try (Assembly first = start(LOCAL)) {
            Settings same = LOCAL.with(Keys.PORT, first.httpPort());
            assertThatThrownBy(() -> start(same))
                    .hasMessage(
                            "port "
                                    + first.httpPort()
                                    + " is taken by another program (key server.port, or --port;"
                                    + " expected: a free port)");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamedWithItsKey() {
        assertThatThrownBy(() -> start(LOCAL.with(Keys.ADDRESS_BOUND, "198.51.100.9")))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "server.address: 198.51.100.9 (expected: an address or a name of "
                                + "this machine,"
                                + " or nothing)");
    }

    /**
     * Another program may have the gRPC port before the node, or take it after the node: then
     * another one is tried. A node that keeps it fails each time.
     */
    @Test
    void aNodeThatCannotStartLeavesNothingOpen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            await().until(() -> isNamedAndLeavesItsOther(port, free()));
        }
    }

    private boolean isNamedAndLeavesItsOther(int taken, int grpc) {
        Settings asHttp = LOCAL.with(Keys.PORT, taken).with(Keys.GRPC_PORT_OFFSET, grpc - taken);
        String expected =
                "port "
                        + taken
                        + " is taken by another program (key server.port, or --port; "
                        + "expected: a free port)";
        Throwable refusal = catchThrowable(() -> start(asHttp));
        return refusal instanceof IOException
                && expected.equals(refusal.getMessage())
                && isFree(grpc);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void portsThatDoNotFitEachOtherAreRefused() {
        assertThatThrownBy(() -> start(LOCAL.with(Keys.PORT, 65_000)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("makes the gRPC port 66000");
    }

    private Assembly start(Settings settings) throws IOException, SettingException {
        return Assembly.start(world, settings, Plugs.memory());
    }

    private String call(Assembly node, String method, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + path);
        var answer =
                http.send(
                        HttpRequest.newBuilder(uri)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
