package dev.pharos.testkit.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pharos.testkit.client.NpmClient;
import dev.pharos.testkit.distribution.Unpacked.Said;
import dev.pharos.testkit.house.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What linters say of the files that run a node as a container and as a service. */
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

    @Test
    void theServiceIsWithoutFault(@TempDir Path folder) throws Exception {
        Path linter = Path.of("/usr/bin/systemd-analyze");
        assumeThat(linter).as("systemd is there").exists();
        Path script = Files.createFile(folder.resolve("startup.sh")); // it has to be there
        assertThat(script.toFile().setExecutable(true)).isTrue();
        String unit = Files.readString(DEPLOY.resolve("pharos.service"));
        assertThat(unit).contains("ExecStart=/opt/pharos/bin/startup.sh ");
        Path file = folder.resolve("pharos.service");
        Files.writeString(file, unit.replace("/opt/pharos/bin/startup.sh", script.toString()));

        Said said = Unpacked.run(folder, Map.of(), linter.toString(), "verify", file.toString());

        assertThat(said).isEqualTo(new Said(0, ""));
    }
}
