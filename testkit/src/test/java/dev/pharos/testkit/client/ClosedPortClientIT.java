package dev.pharos.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pharos.testkit.cluster.FreePorts;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each client starts without a server and says so when asked: the processes work by themselves. */
final class ClosedPortClientIT {
    @ParameterizedTest
    @EnumSource
    void saysThatNobodyAnswers(ClientRelease release) {
        assumeTrue(release.possible(), () -> release + " can run on this machine");
        String closed = "127.0.0.1:" + FreePorts.forNode();
        Path folder = Path.of("target", "clients", "closed");
        try (ClientProcess client =
                ClientProcess.start(release, ClientSite.at(closed, folder, release.name()))) {
            client.open();
            ClientLine reply =
                    client.attempt("register", ClientTour.instance("orders", "20.18.7.1"));
            assertThat(reply.need("ok")).isEqualTo("false");
            assertThat(reply.find("error")).isPresent();
        }
    }
}
