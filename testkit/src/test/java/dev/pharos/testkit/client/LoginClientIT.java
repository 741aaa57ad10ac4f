package dev.pharos.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pharos.testkit.cluster.NodeProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that has a name and a password works at a node that asks nobody who he is. */
final class LoginClientIT {
    @ParameterizedTest
    @EnumSource
    void registersThoughThereIsNoLogin(ClientRelease release) {
        assumeTrue(release.possible(), () -> release + " can run on this machine");
        Path folder = Path.of("target", "clients", "login-" + release.name());
        try (NodeProcess node = NodeProcess.start(folder.resolve("node"));
                ClientProcess client = ClientProcess.start(release, site(node.address(), folder))) {
            client.open();
            ClientLine reply =
                    client.attempt("register", ClientTour.instance("orders", "20.18.7.1"));
            assertThat(reply.need("ok")).as(reply.toString()).isEqualTo("true");
        }
    }

    private static ClientSite site(String address, Path folder) {
        Map<String, String> properties =
                Map.of("serverAddr", address, "username", "nacos", "password", "nacos");
        return new ClientSite("client", folder.resolve("client"), properties);
    }
}
