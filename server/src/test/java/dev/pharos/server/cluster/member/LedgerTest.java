package dev.pharos.server.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {
    private static final Ledger.Page PAGE =
            new Ledger.Page(
                    Ledger.Stage.MEMBER,
                    Optional.of("abc"),
                    new TreeMap<>(Map.of(new NodeId("n1"), new Address("::1", 8850))));

    @TempDir Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path file = folder.resolve("cluster");
        Ledger ledger = Ledger.open(file);
        assertThat(ledger.page()).isEqualTo(Ledger.Page.BLANK);

        ledger.write(PAGE);

        assertThat(ledger.page()).isEqualTo(PAGE);
        assertThat(Ledger.open(file).page()).isEqualTo(PAGE);
    }

    @Test
    void noBitOfItChangesUnnoticed() throws IOException {
        Path file = folder.resolve("cluster");
        Ledger.open(file).write(PAGE);
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] = (byte) (changed[bit / 8] ^ (1 << (bit % 8)));
            Files.write(file, changed);
            assertThatThrownBy(() -> Ledger.open(file))
                    .as("bit %d", bit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
