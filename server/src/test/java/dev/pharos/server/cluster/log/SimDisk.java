package dev.pharos.server.cluster.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * A folder in memory that fails where a test wants it to. It forgets on a power cut what a disk may
 * forget: of what is not synced, any sector is the old one or the new one.
 */
public final class SimDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    private final Random random;
    private final TreeMap<String, SimFile> files = new TreeMap<>();
    private long roomBytes = Long.MAX_VALUE;
    private int stepsToPowerCut = Integer.MAX_VALUE;
    private boolean syncFails;
    private boolean writeFails;
    private int writes;
    private int syncs;

    public SimDisk(long seed) {
        this.random = new Random(seed);
    }

    /** The log in this folder. */
    public SegmentLog log(LogSettings settings) throws IOException {
        return SegmentLog.open(this, settings, (_, _) -> {});
    }

    /** As {@link #log(LogSettings)}, for one who looks at the records. */
    public SegmentLog log(LogSettings settings, SegmentLog.Visitor visitor) throws IOException {
        return SegmentLog.open(this, settings, visitor);
    }

    /** From now on all files together may have that many bytes. */
    public void limit(long bytes) {
        roomBytes = bytes;
    }

    public long usedBytes() {
        return files.values().stream().mapToLong(f -> f.now.length).sum();
    }

    public void failSyncs(boolean fails) {
        syncFails = fails;
    }

    public void failWrites(boolean fails) {
        writeFails = fails;
    }

    /** The step of that number, from 1, is done by half, and nothing works after it. */
    void cutPowerAt(int step) {
        stepsToPowerCut = step;
    }

    boolean isPowerCut() {
        return stepsToPowerCut <= 0;
    }

    int writes() {
        return writes;
    }

    int syncs() {
        return syncs;
    }

    /** What a machine finds when it starts again. */
    SimDisk afterPowerCut() {
        SimDisk disk = new SimDisk(random.nextLong());
        files.forEach((name, file) -> disk.put(name, file.afterPowerCut(random)));
        return disk;
    }

    /** The same files, all synced. */
    SimDisk copy() {
        SimDisk disk = new SimDisk(0);
        files.forEach((name, file) -> disk.put(name, file.now.clone()));
        return disk;
    }

    byte[] bytes(String name) {
        return ((SimFile) open(name)).now;
    }

    void put(String name, byte[] bytes) {
        files.put(name, new SimFile(bytes));
    }

    void remove(String name) {
        files.remove(name);
    }

    @Override
    public Path folder() {
        return Path.of("/sim");
    }

    @Override
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public Store open(String name) {
        return files.computeIfAbsent(name, _ -> new SimFile(new byte[0]));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        boolean cut = step();
        if (!cut || random.nextBoolean()) {
            files.put(to, files.remove(from));
        }
        requirePower(cut);
    }

    @Override
    public void delete(String name) throws IOException {
        boolean cut = step();
        if (!cut || random.nextBoolean()) {
            files.remove(name);
        }
        requirePower(cut);
    }

    /** Whether the power is cut in this step. */
    private boolean step() throws IOException {
        requirePower(isPowerCut());
        stepsToPowerCut--;
        return isPowerCut();
    }

    private static void requirePower(boolean cut) throws IOException {
        if (cut) {
            throw new IOException("power cut");
        }
    }

    private final class SimFile implements Store {
        private byte[] synced;
        private byte[] now;

        SimFile(byte[] bytes) {
            this.synced = bytes;
            this.now = bytes;
        }

        @Override
        public long size() {
            return now.length;
        }

        @Override
        public void read(ByteBuffer into, long offset) {
            int count = Math.min(into.remaining(), now.length - (int) offset);
            into.put(now, (int) offset, count);
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            boolean cut = step();
            writes++;
            int wanted = from.remaining();
            long growth = Math.max(0, offset + wanted - now.length);
            boolean full = usedBytes() + growth > roomBytes;
            int count = cut || full || writeFails ? random.nextInt(wanted + 1) : wanted;
            byte[] after = Arrays.copyOf(now, Math.max(now.length, (int) offset + count));
            from.get(after, (int) offset, count);
            now = after;
            requirePower(cut);
            if (full) {
                throw new LogException.Full(folder(), new IOException("No space left on device"));
            }
            if (writeFails) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            boolean cut = step();
            if (size < now.length) {
                now = Arrays.copyOf(now, (int) size);
            }
            requirePower(cut);
        }

        @Override
        public void sync() throws IOException {
            requirePower(step());
            syncs++;
            if (syncFails) {
                throw new IOException("Input/output error");
            }
            synced = now;
        }

        @Override
        public void close() {}

        byte[] afterPowerCut(Random random) {
            int size = random.nextBoolean() ? now.length : synced.length;
            byte[] bytes = new byte[size];
            for (int at = 0; at < size; at += SECTOR_BYTES) {
                byte[] from = random.nextBoolean() ? now : synced;
                int end = Math.min(size, Math.min(from.length, at + SECTOR_BYTES));
                if (end > at) {
                    System.arraycopy(from, at, bytes, at, end - at);
                }
            }
            return bytes;
        }
    }
}
