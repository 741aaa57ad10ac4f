package dev.pharos.server.cluster.raft.history;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.READ;

import dev.pharos.core.config.HistoryRow;
import dev.pharos.server.cluster.log.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of rows with successive numbers in a file: {@link Header}, records, and once it is
 * sealed an index: where each record begins (4 bytes each; 0: no longer here), how many there are
 * (4), magic number (4); big-endian. So of a sealed file nothing is in memory but which of its rows
 * are still wanted, and damage to one record is damage to that one alone.
 *
 * <p>Thread: one at a time changes, any reads.
 */
final class BodyFile {
    private static final Pattern NAME = Pattern.compile("history-(\\d{18})");
    private static final String UNBORN = ".new";
    private static final int INDEX_MAGIC = 0x50484249; // PHBI
    private static final int INDEX_END_BYTES = 2 * Integer.BYTES;
    private static final int OFFSETS_FIRST = 64;

    private final Disk disk;
    private final long first;

    /** Rows that are wanted, counted from the first. */
    private final BitSet live = new BitSet();

    private long liveBytes;
    private long end;

    /** While it grows. */
    private @Nullable Growth growth;

    private record Growth(Disk.Store store, IntBuffer offsets, int count) {
        /** What was here before sees none of it. */
        Growth with(int offset) {
            IntBuffer more = offsets;
            if (count == offsets.capacity()) {
                more = IntBuffer.allocate(2 * count).put(0, offsets, 0, count);
            }
            return new Growth(store, more.put(count, offset), count + 1);
        }
    }

    private BodyFile(Disk disk, long first, long end, @Nullable Growth growth) {
        this.disk = disk;
        this.first = first;
        this.end = end;
        this.growth = growth;
    }

    /** A file that grows; on the disk only when it has a record. */
    static BodyFile create(Disk disk, long first) throws IOException {
        Disk.Store store = disk.open(name(first));
        return new BodyFile(
                disk, first, 0, new Growth(store, IntBuffer.allocate(OFFSETS_FIRST), 0));
    }

    /**
     * A sealed file of this disk.
     *
     * @throws IOException when a newer Pharos has written it
     */
    static BodyFile sealed(Disk disk, long first) throws IOException {
        Path path = disk.folder().resolve(name(first));
        try (FileChannel channel = FileChannel.open(path, READ)) {
            Header.check(path, read(channel, 0, Header.BYTES), first);
            return new BodyFile(disk, first, channel.size(), null);
        }
    }

    /** The first number in a file of this name; empty when it is none of ours. */
    static OptionalLong first(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }

    private static String name(long first) {
        return "history-%018d".formatted(first);
    }

    long first() {
        return first;
    }

    String name() {
        return name(first);
    }

    Path path() {
        return disk.folder().resolve(name());
    }

    /** The number of the row that may come next. Only while it grows. */
    synchronized long next() {
        return first + growing().count;
    }

    /** Unit: bytes of all records. */
    synchronized long end() {
        return end;
    }

    /** All of them, or none. They are not durable yet. */
    void append(List<BodyRecord> records) throws IOException {
        Growth grown = growing();
        long at = end;
        if (at == 0) {
            grown.store.write(Header.of(first), 0);
            at = Header.BYTES;
        }
        int size = records.stream().mapToInt(BodyRecord::size).reduce(0, Math::addExact);
        ByteBuffer batch = ByteBuffer.allocate(size);
        records.forEach(record -> batch.put(record.bytes().duplicate()));
        grown.store.write(batch.flip(), at);
        for (BodyRecord record : records) {
            grown = grown.with(Math.toIntExact(at));
            at += record.size();
        }
        synchronized (this) {
            growth = grown;
            end = at;
        }
        records.forEach(record -> want(record.row()));
    }

    /** Ends it with its index; from now on it does not change. */
    void seal() throws IOException {
        Growth grown = growing();
        grown.store.truncate(end); // an index that was not finished may be there
        grown.store.write(index(grown.offsets, grown.count), end);
        grown.store.close();
        synchronized (this) {
            growth = null;
        }
    }

    void close() throws IOException {
        Growth grown = growth;
        if (grown != null) {
            grown.store.close();
        }
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path());
    }

    /** Its body is wanted as long as nobody says otherwise. */
    void want(HistoryRow row) {
        int place = place(row.number());
        if (!live.get(place)) {
            live.set(place);
            liveBytes += row.size();
        }
    }

    void forget(HistoryRow row) {
        int place = place(row.number());
        if (live.get(place)) {
            live.clear(place);
            liveBytes -= row.size();
        }
    }

    boolean isWanted() {
        return !live.isEmpty();
    }

    /** Whether more than half of it is no longer wanted. */
    boolean isSparse() {
        return 2 * liveBytes < end;
    }

    private int place(long number) {
        return Math.toIntExact(number - first);
    }

    /**
     * The body of that row; empty when it is not, or no longer, here. Thread: any.
     *
     * @throws IOException when the record is not as it was written
     */
    Optional<HistoryRow.Body> read(long number) throws IOException {
        try (FileChannel channel = FileChannel.open(path(), READ)) {
            long at = offset(number, channel);
            if (at == 0) {
                return Optional.empty();
            }
            int length = BodyRecord.length(read(channel, at, BodyRecord.FRAME_BYTES));
            if (length < 0 || length > channel.size() - at) {
                throw new IOException("byte " + at + " begins no record");
            }
            ByteBuffer record = read(channel, at, BodyRecord.FRAME_BYTES + length);
            return Optional.of(BodyRecord.decode(record, number));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** The file was opened before: when it has been sealed meanwhile, its index is there. */
    private long offset(long number, FileChannel channel) throws IOException {
        long place = number - first;
        synchronized (this) {
            if (growth != null) {
                return place < growth.count ? growth.offsets.get((int) place) : 0;
            }
        }
        int count = count(channel);
        long at = channel.size() - INDEX_END_BYTES - Integer.BYTES * (count - place);
        return place < count ? read(channel, at, Integer.BYTES).getInt(0) : 0;
    }

    private static int count(FileChannel channel) throws IOException {
        ByteBuffer ending = read(channel, channel.size() - INDEX_END_BYTES, INDEX_END_BYTES);
        int count = ending.getInt(0);
        long room = channel.size() - INDEX_END_BYTES - Header.BYTES;
        if (ending.getInt(Integer.BYTES) != INDEX_MAGIC
                || count < 0
                || count > room / Integer.BYTES) {
            throw new IOException("it does not end with an index");
        }
        return count;
    }

    /** Writes a sealed file again with what is wanted of it, in the place of the old one. */
    BodyFile compact() throws IOException {
        String unborn = name() + UNBORN;
        Files.deleteIfExists(disk.folder().resolve(unborn));
        try (FileChannel old = FileChannel.open(path(), READ);
                Disk.Store store = disk.open(unborn)) {
            store.write(Header.of(first), 0);
            long at = Header.BYTES;
            int count = count(old);
            IntBuffer offsets = IntBuffer.allocate(count);
            for (int i = live.nextSetBit(0); i >= 0 && i < count; i = live.nextSetBit(i + 1)) {
                long from = offset(first + i, old);
                if (from == 0) {
                    continue;
                }
                int length = BodyRecord.length(read(old, from, BodyRecord.FRAME_BYTES));
                ByteBuffer record = read(old, from, BodyRecord.FRAME_BYTES + length);
                store.write(record, at);
                offsets.put(i, Math.toIntExact(at));
                at += record.limit();
            }
            store.write(index(offsets, count), at);
            BodyFile smaller = new BodyFile(disk, first, at, null);
            smaller.live.or(live);
            smaller.liveBytes = liveBytes;
            Files.move(disk.folder().resolve(unborn), path(), ATOMIC_MOVE, REPLACE_EXISTING);
            return smaller;
        }
    }

    private static ByteBuffer index(IntBuffer offsets, int count) {
        ByteBuffer index = ByteBuffer.allocate(Integer.BYTES * count + INDEX_END_BYTES);
        for (int i = 0; i < count; i++) {
            index.putInt(offsets.get(i));
        }
        return index.putInt(count).putInt(INDEX_MAGIC).flip();
    }

    private Growth growing() {
        Growth now = growth;
        if (now == null) {
            throw new IllegalStateException(name() + " is sealed");
        }
        return now;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        if (at < 0 || length < 0 || length > channel.size() - at) {
            throw new IOException("it has no " + length + " bytes at " + at);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {}
        if (bytes.hasRemaining()) {
            throw new IOException("it ends within " + length + " bytes at " + at);
        }
        return bytes.flip();
    }
}
