package dev.pharos.server.cluster.raft.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.entity.PeerId;
import dev.pharos.server.cluster.log.FileDisk;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.log.SimDisk;
import dev.pharos.server.telemetry.meter.Histogram;
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
        VoteStorage.create(disk());
        assertThat(open().getTerm()).isZero();
        assertThat(open().getVotedFor().isEmpty()).isTrue();
        assertThat(open().setTermAndVotedFor(7, OTHER)).isTrue();
        assertThat(open().getTerm()).isEqualTo(7);
        assertThat(open().getVotedFor()).isEqualTo(OTHER);
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void anyByteThatIsTurnedOrMissingIsNoticed() throws Exception {
        VoteStorage.create(disk());
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
        VoteStorage.create(disk());
        VoteStorage votes = open();
        Files.createDirectories(folder.resolve("votes.new/in the way"));
        assertThatThrownBy(() -> votes.setTermAndVotedFor(7, OTHER)).hasMessageContaining("votes");
        assertThatThrownBy(votes::settle).hasMessageContaining("could not be written");
        assertThat(failures).hasSize(1);
        assertThat(open().getTerm()).isZero();
        // What a disk has lost once, it may lose again in silence: no second try.
        Files.delete(folder.resolve("votes.new/in the way"));
        Files.delete(folder.resolve("votes.new"));
        assertThatThrownBy(() -> votes.persist(8, OTHER)).isInstanceOf(IOException.class);
        assertThat(failures).hasSize(1);
    }

    /** The library goes on as if it had been written; so nothing may leave until it is. */
    @Test
    void aFullDiskIsWaitedForAndNothingSettlesBefore() throws Exception {
        SimDisk small = new SimDisk(1);
        VoteStorage.create(small);
        Rooms rooms = new Rooms();
        VoteStorage votes = VoteStorage.open(small, new VoteStorage.Owner(rooms, failures::add));
        small.limit(small.usedBytes());
        assertThat(votes.setTermAndVotedFor(7, OTHER)).isFalse();
        assertThat(votes.setTermAndVotedFor(8, OTHER)).isFalse();
        assertThatThrownBy(votes::settle).isInstanceOf(LogException.Full.class);
        assertThat(rooms.heard).containsExactly("gone");
        small.limit(Long.MAX_VALUE);
        votes.settle();
        assertThat(rooms.heard).containsExactly("gone", "back");
        VoteStorage again = VoteStorage.open(small, new VoteStorage.Owner(rooms, failures::add));
        assertThat(again.getTerm()).isEqualTo(8);
        assertThat(again.getVotedFor()).isEqualTo(OTHER);
        assertThat(failures).isEmpty();
    }

    /** There is no room in a folder that is gone, either, but there never will be. */
    @Test
    void aFolderThatIsGoneIsNotWaitedFor() throws Exception {
        VoteStorage.create(disk());
        VoteStorage votes = open();
        Files.delete(file());
        Files.delete(folder);
        assertThatThrownBy(() -> votes.persist(7, OTHER))
                .isNotInstanceOf(LogException.Full.class)
                .hasMessageContaining("could not be written");
        assertThat(failures).hasSize(1);
    }

    private static final class Rooms implements Room {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void gone(LogException.Full why) {
            heard.add("gone");
        }

        @Override
        public void back() {
            heard.add("back");
        }
    }

    private void assertDamaged(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file() + " are damaged");
    }

    private VoteStorage open() throws IOException {
        return VoteStorage.open(disk(), new VoteStorage.Owner(Room.UNWATCHED, failures::add));
    }

    private FileDisk disk() throws IOException {
        return FileDisk.at(folder, Histogram.ofTimes());
    }

    private Path file() {
        return folder.resolve("votes");
    }
}
