package dev.pharos.server.boot.company;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
    @TempDir private Path folder;

    @Test
    void whatWasMadeStays() throws Exception {
        SecretFile file = new SecretFile(folder);
        assertThat(file.read()).isEmpty();

        String made = file.make();

        assertThat(made).matches("[0-9a-f]{48}");
        assertThat(file.make()).isEqualTo(made);
        assertThat(new SecretFile(folder).read()).contains(made);
    }

    @Test
    void itIsForTheUserOfTheNodeAlone() throws Exception {
        new SecretFile(folder).make();

        assertThat(Files.getPosixFilePermissions(folder.resolve("cluster-secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anEmptyOneIsSaid() throws Exception {
        Files.createFile(folder.resolve("cluster-secret"));

        assertThatThrownBy(() -> new SecretFile(folder).read())
                .hasMessageContaining("cluster-secret is empty (expected: the secret");
    }
}
