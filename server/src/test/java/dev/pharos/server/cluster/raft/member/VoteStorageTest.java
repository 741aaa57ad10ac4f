package dev.pharos.server.cluster.raft.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.entity.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VoteStorageTest {
    private static final PeerId OTHER = Member.peer("node-b");

    private final List<IOException> failures = new ArrayList<>();

    @TempDir Path folder;

    @Test
    void aVoteIsReadBackAsItWasWritten() throws Exception {
        VoteStorage.create(file());
        assertThat(open().getTerm()).isZero();
        assertThat(open().getVotedFor().isEmpty()).isTrue();
        assertThat(open().setTermAndVotedFor(7, OTHER)).isTrue();
        assertThat(open().getTerm()).isEqualTo(7);
        assertThat(open().getVotedFor()).isEqualTo(OTHER);
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void anyByteThatIsTurnedOrMissingIsNoticed() throws Exception {
        VoteStorage.create(file());
        open().persist(7, OTHER);
        byte[] whole = Files.readAllBytes(file());
        for (int i = 0; i < whole.length; i++) {
            byte[] turned = whole.clone();
            turned[i] ^= 0x10;
            assertDamaged(turned);
            assertDamaged(Arrays.copyOf(whole, i));
        }
        assertDamaged(Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void aVoteThatCannotBeWrittenIsNotCast() throws Exception {
        VoteStorage.create(file());
        VoteStorage votes = open();
        Files.createDirectories(folder.resolve("votes.new/in the way"));
        assertThatThrownBy(() -> votes.setTermAndVotedFor(7, OTHER)).hasMessageContaining("votes");
        assertThat(votes.getTerm()).isZero();
        assertThat(failures).hasSize(1);
        assertThat(open().getTerm()).isZero();
        // What a disk has lost once, it may lose again in silence: no second try.
        Files.delete(folder.resolve("votes.new/in the way"));
        Files.delete(folder.resolve("votes.new"));
        assertThatThrownBy(() -> votes.persist(8, OTHER)).isInstanceOf(IOException.class);
        assertThat(failures).hasSize(1);
    }

    private void assertDamaged(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file() + " are damaged");
    }

    private VoteStorage open() throws IOException {
        return VoteStorage.open(file(), failures::add);
    }

    private Path file() {
        return folder.resolve("votes");
    }
}
