package dev.pharos.server.cluster.log;

/**
 * What an operator may decide about the log.
 *
 * @param segmentBytes a segment that would grow beyond this is followed by a new one; a batch is
 *     never split, so one that is larger has a segment of its own
 */
public record LogSettings(int segmentBytes) {
    public LogSettings {
        if (segmentBytes < 1 << 10 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "segmentBytes: " + segmentBytes + " (expected: 1 KiB to 1 GiB)");
        }
    }

    /** How far a file is filled with zeros ahead of its records; see {@link Segment}. */
    int reservedBytes() {
        return Math.min(128 << 10, segmentBytes / 8);
    }
}
