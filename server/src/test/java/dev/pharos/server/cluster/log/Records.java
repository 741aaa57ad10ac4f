package dev.pharos.server.cluster.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Records to write, and those that a log has. */
final class Records {
    private Records() {}

    static byte[] record(String text) {
        return text.getBytes(UTF_8);
    }

    static List<byte[]> batch(String... texts) {
        return Stream.of(texts).map(Records::record).toList();
    }

    static List<byte[]> random(Random random) {
        List<byte[]> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            byte[] record = new byte[random.nextInt(random.nextInt(10) == 0 ? 3_000 : 300)];
            random.nextBytes(record);
            batch.add(record);
        }
        return batch;
    }

    /** From first to last. */
    static List<byte[]> all(SegmentLog log) throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (long i = log.firstIndex(); i <= log.lastIndex(); i++) {
            records.add(log.read(i).orElseThrow());
        }
        return records;
    }

    static List<String> texts(SegmentLog log) throws IOException {
        return all(log).stream().map(r -> new String(r, UTF_8)).toList();
    }
}
