package dev.pharos.server.cluster.log;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Which part of the log a file is: said by its name, and again by the header it begins with, magic
 * (8 bytes), format version (4), era (4), first index (8), CRC32C of these (4); big-endian.
 *
 * @param era one more after each {@link SegmentLog#reset}, so that a new log replaces the old one
 *     in one step: files of an earlier era are leftovers
 * @param firstIndex of its first record
 */
record SegmentName(int era, long firstIndex) implements Comparable<SegmentName> {
    static final int HEADER_BYTES = 28;
    private static final long MAGIC = 0x5048_4152_4f53_4c47L; // PHAROSLG
    private static final int FORMAT = 1;
    private static final Pattern FILE = Pattern.compile("(\\d{9})-(\\d{18})\\.log");

    /** Empty: not a segment. */
    static Optional<SegmentName> parse(String file) {
        Matcher matcher = FILE.matcher(file);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int era = Integer.parseInt(matcher.group(1));
        return Optional.of(new SegmentName(era, Long.parseLong(matcher.group(2))));
    }

    String file() {
        return "%09d-%018d.log".formatted(era, firstIndex);
    }

    ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC).putInt(FORMAT).putInt(era).putLong(firstIndex);
        CRC32C checksum = new CRC32C();
        checksum.update(header.duplicate().flip());
        return header.putInt((int) checksum.getValue()).flip();
    }

    @Override
    public int compareTo(SegmentName other) {
        return Comparator.comparingInt(SegmentName::era)
                .thenComparingLong(SegmentName::firstIndex)
                .compare(this, other);
    }
}
