package dev.pharos.server.boot.company;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.sync.Origin;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.doctor.Doctor;
import dev.pharos.server.port.finding.Findings.Finding;
import dev.pharos.server.settings.ClusterKeys;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompanyTest {
    private static final NodeId SELF = new NodeId("n1");

    private Address told = new Address("127.0.0.1", 1);
    private final SystemWorld world = new SystemWorld((_, _) -> {});

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFolderWithoutARecordIsThatOfANodeAlone(@TempDir Path folder) {
        assertThatCode(() -> Company.requireAlone(folder.resolve("cluster"), SELF))
                .doesNotThrowAnyException();
    }

    @Test
    void aRecordThatCannotBeReadStopsTheStart(@TempDir Path folder) throws Exception {
        Path record = folder.resolve("cluster");
        Files.writeString(record, "something else, long enough to have a head");

        assertThatThrownBy(() -> Company.requireAlone(record, SELF))
                .hasMessage(record + " is no record of the cluster of Pharos");
    }

    @Test
    void aPortForPeersThatIsOpenIsAFinding(@TempDir Path folder) throws Exception {
        Settings open = Settings.standard().with(Keys.ADDRESS_BOUND, "0.0.0.0");

        assertThat(findings(open, folder))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.name()).isEqualTo("peer-port-open");
                            assertThat(finding.place()).contains(":" + told.port());
                            assertThat(finding.remedy()).contains("pharos.cluster.secret");
                        });
        assertThat(findings(open.with(ClusterKeys.CLUSTER_SECRET, "s"), folder)).isEmpty();
        assertThat(findings(open.with(Keys.ADDRESS_BOUND, "127.0.0.1"), folder)).isEmpty();
    }

    @Test
    void aStartIsALaterRunThanTheOneBefore(@TempDir Path folder) throws Exception {
        Settings settings = Settings.standard();
        long first = run(settings, folder).boot();
        assertThat(run(settings, folder).boot()).isGreaterThan(first);
        Files.delete(folder.resolve("starts"));
        assertThat(run(settings, folder).boot()).as("thrown").isNotEqualTo(first);
    }

    private Origin run(Settings settings, Path folder) throws Exception {
        try (Company company = open(settings, folder, new Doctor())) {
            return company.run();
        }
    }

    /** What is the case at a node of these settings. */
    private List<Finding> findings(Settings settings, Path folder) throws Exception {
        Doctor doctor = new Doctor();
        try (Company _ = open(settings, folder, doctor)) {
            return doctor.now();
        }
    }

    private Company open(Settings settings, Path folder, Doctor doctor) throws Exception {
        int peers = freePort();
        told = new Address("127.0.0.1", peers + 1000);
        Plan plan =
                Plan.of(
                        settings.with(Keys.PORT, told.port())
                                .with(ClusterKeys.MEMBER_LIST, told.toString()),
                        told,
                        peers + 2000);
        return Company.open(world, plan, folder.resolve("cluster"), SELF, doctor);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
