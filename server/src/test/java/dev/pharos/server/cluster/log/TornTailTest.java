package dev.pharos.server.cluster.log;

import static dev.pharos.server.cluster.log.Records.batch;
import static dev.pharos.server.cluster.log.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What was being written is cut; what was synced before something else was written is missed. */
final class TornTailTest {
    private static final LogSettings SETTINGS = new LogSettings(1 << 20);
    private static final String FILE = "000000001-000000000000000001.log";
    private static final int FIRST = SegmentName.HEADER_BYTES;
    private static final int SECOND = FIRST + Frame.BYTES + "first".length();
    private static final int THIRD = SECOND + Frame.BYTES + "second".length();
    private static final int FOURTH = THIRD + Frame.BYTES + "third".length();
    private static final int END = FOURTH + Frame.BYTES + "fourth".length();
    private static final List<Integer> ENDS = List.of(SECOND, THIRD, FOURTH, END);

    private final SimDisk disk = new SimDisk(1);

    @BeforeEach
    void write() throws IOException {
        try (SegmentLog log = disk.log(SETTINGS)) {
            log.append(batch("first"));
            log.append(batch("second"));
            log.append(batch("third", "fourth"));
        }
    }

    @Test
    void aTailMayEndAtEveryByte() throws IOException {
        for (int size = FIRST; size <= END; size++) {
            int cutAt = size;
            SimDisk cut = disk.copy();
            cut.put(FILE, Arrays.copyOf(disk.bytes(FILE), cutAt));
            assertOpens(cut, (int) ENDS.stream().filter(end -> end <= cutAt).count());
        }
    }

    @Test
    void aTailMayBeZerosFromEveryByteOn() throws IOException {
        for (int size = FIRST; size <= END; size++) {
            int cutAt = size;
            SimDisk cut = disk.copy();
            Arrays.fill(cut.bytes(FILE), cutAt, END, (byte) 0);
            assertOpens(cut, (int) ENDS.stream().filter(end -> end <= cutAt).count());
        }
    }

    @Test
    void aCutIsOneLineOfTheLogFile() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(SegmentLog.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            SimDisk torn = flipped(8 * END - 1);
            torn.log(SETTINGS).close();
            torn.log(SETTINGS).close();
        } finally {
            logger.setLevel(null);
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("file=/sim/" + FILE, "offset=" + FOURTH, "lastIndex=3");
    }

    @Test
    void everyBitOfTheLastBatchMayBeTorn() throws IOException {
        for (int bit = 8 * THIRD; bit < 8 * END; bit++) {
            assertOpens(flipped(bit), bit < 8 * FOURTH ? 2 : 3);
        }
    }

    @Test
    void noBitOfWhatWasSyncedMayRot() {
        for (int bit = 8 * FIRST; bit < 8 * THIRD; bit++) {
            SimDisk rotten = flipped(bit);
            byte[] before = rotten.bytes(FILE).clone();
            assertThatThrownBy(() -> rotten.log(SETTINGS))
                    .as("bit %s", bit)
                    .isInstanceOf(LogException.Damaged.class)
                    .hasMessageContaining(
                            "/sim/"
                                    + FILE
                                    + " is damaged at byte "
                                    + (bit < 8 * SECOND ? FIRST : SECOND))
                    .hasMessageContaining("Remedy: ");
            assertThat(rotten.bytes(FILE)).as("nothing is lost by trying").isEqualTo(before);
        }
    }

    @Test
    void noBitOfTheHeaderMayRot() {
        for (int bit = 0; bit < 8 * FIRST; bit++) {
            SimDisk rotten = flipped(bit);
            assertThatThrownBy(() -> rotten.log(SETTINGS))
                    .isInstanceOf(LogException.Damaged.class)
                    .hasMessageContaining("/sim/" + FILE + " is damaged at byte 0");
        }
    }

    @Test
    void theEndOfAnEarlierSegmentIsAMiddle() throws IOException {
        LogSettings small = new LogSettings(1 << 10);
        SimDisk two = new SimDisk(1);
        try (SegmentLog log = two.log(small)) {
            log.append(batch("a".repeat(900)));
            log.append(batch("b".repeat(900)));
        }
        assertThat(two.names()).hasSize(3).endsWith(Mark.FILE);
        two.bytes(two.names().getFirst())[FIRST + 500]++;
        assertThatThrownBy(() -> two.log(small))
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(two.names().getFirst() + " is damaged at byte " + FIRST);
    }

    @Test
    void whatIsFoundIsSynced() throws IOException {
        int before = disk.syncs();
        disk.log(SETTINGS).close();
        assertThat(disk.syncs()).isEqualTo(before + 1);
    }

    @Test
    void aBatchMayLackItsBeginning() throws IOException {
        SimDisk torn = disk.copy();
        Arrays.fill(torn.bytes(FILE), THIRD, FOURTH, (byte) 0);
        assertOpens(torn, 2);
    }

    private SimDisk flipped(int bit) {
        SimDisk rotten = disk.copy();
        rotten.bytes(FILE)[bit / 8] ^= (byte) (1 << (bit % 8));
        return rotten;
    }

    /** With so many records; and it goes on from there. */
    private static void assertOpens(SimDisk disk, int count) throws IOException {
        String[] all = {"first", "second", "third", "fourth"};
        try (SegmentLog log = disk.log(SETTINGS)) {
            assertThat(texts(log)).containsExactly(Arrays.copyOf(all, count));
            log.append(batch("x"));
        }
        try (SegmentLog log = disk.log(SETTINGS)) {
            assertThat(texts(log)).hasSize(count + 1).endsWith("x");
        }
    }
}
