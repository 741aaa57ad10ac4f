package dev.pharos.testkit.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pharos.testkit.client.NpmClient;
import dev.pharos.testkit.distribution.Unpacked.Said;
import dev.pharos.testkit.house.Repository;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a linter says of the files that run a node as a container. */
final class DeployTest {
    private static final Path DEPLOY = Repository.top().resolve("deploy");

    @Test
    void theDockerfileIsWithoutFault() throws Exception {
        assumeThat(NpmClient.possible()).as("node and npm are there").isTrue();
        String linter = NpmClient.prepared().resolve("node_modules/.bin/dockerfilelint").toString();
        Said said = Unpacked.run(DEPLOY, Map.of(), linter, "Dockerfile");
        assertThat(said.text()).contains("Issues: None found");
        assertThat(said.status()).isZero();
    }
}
