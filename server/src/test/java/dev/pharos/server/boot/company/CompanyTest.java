package dev.pharos.server.boot.company;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.name.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompanyTest {
    private static final NodeId SELF = new NodeId("n1");

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
}
