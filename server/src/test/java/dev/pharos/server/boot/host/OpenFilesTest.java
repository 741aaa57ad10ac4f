package dev.pharos.server.boot.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OpenFilesTest {
    @Test
    void aLimitThatClientsWouldReachIsNamedWithTheRemedy() {
        assertThat(new OpenFiles(500).warning())
                .contains(
                        "few open files: this process may have 500 files and connections, and each"
                                + " client takes one (expected: at least 4096; ulimit -n 65536"
                                + " before the start, or LimitNOFILE of systemd)");
        assertThat(new OpenFiles(65_536).warning()).isEmpty();
        assertThat(OpenFiles.ofThisProcess().max()).isPositive();
    }
}
