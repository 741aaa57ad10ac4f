package dev.pharos.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** What the disk can do by itself. */
final class Disk {
    private Disk() {}

    /** Of 1 KiB, each with fdatasync: as the log writes, over zeros that are there already. */
    static double syncsPerSecond(Path folder) throws IOException {
        Path file = folder.resolve("syncs");
        ByteBuffer record = ByteBuffer.allocate(1 << 10);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(16 << 20));
            channel.force(true);
            long begin = System.nanoTime();
            int count = 0;
            for (; System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(1); count++) {
                channel.write(record.rewind(), (long) count % (16 << 10) << 10);
                channel.force(false);
            }
            return count;
        }
    }
}
