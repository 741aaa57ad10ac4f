package dev.pharos.server.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random changes, restarts, and power cuts at any step, beside a model; {@code -Dseed=} repeats a
 * failure.
 */
final class SegmentLogLaws {
    private static final int CASES = 400;
    private static final int CHANGES = 40;
    private static final LogSettings SETTINGS = new LogSettings(4 << 10);

    /** The records from an index on. */
    private record Model(long first, List<byte[]> records) {
        long last() {
            return first + records.size() - 1;
        }

        Model plus(List<byte[]> batch) {
            List<byte[]> all = new ArrayList<>(records);
            all.addAll(batch);
            return new Model(first, all);
        }

        Model from(long index) {
            return new Model(index, records.subList((int) (index - first), records.size()));
        }

        Model to(long index) {
            return new Model(first, records.subList(0, (int) (index - first + 1)));
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    /** What is done, how the log may be if it is interrupted, and how it may be afterwards. */
    private record Step(Change change, List<Model> interrupted, List<Model> done) {}

    private interface Law {
        void holds(Random random) throws IOException;
    }

    @Test
    void theLogIsTheModel() throws IOException {
        forEachSeed(
                random -> {
                    SimDisk disk = new SimDisk(random.nextLong());
                    SegmentLog log = disk.log(SETTINGS);
                    Model model = new Model(1, List.of());
                    for (int i = 0; i < CHANGES; i++) {
                        Step step = step(log, model, random);
                        step.change.run();
                        model = found(log, step.done);
                        if (random.nextInt(4) == 0) {
                            log = disk.log(SETTINGS);
                            model = found(log, List.of(model));
                        }
                    }
                });
    }

    @Test
    void whatIsDoneOutlivesPowerCuts() throws IOException {
        forEachSeed(
                random -> {
                    SimDisk disk = new SimDisk(random.nextLong());
                    Model model = new Model(1, List.of());
                    for (int cuts = 0; cuts < CHANGES / 4; cuts++) {
                        disk.cutPowerAt(1 + random.nextInt(30));
                        List<Model> possible = runToPowerCut(disk, model, random);
                        disk = disk.afterPowerCut();
                        model = found(disk.log(SETTINGS), possible);
                    }
                });
    }

    /** How the log may be after it. */
    private static List<Model> runToPowerCut(SimDisk disk, Model before, Random random) {
        Model model = before;
        List<Model> possible = List.of(before);
        try {
            SegmentLog log = disk.log(SETTINGS);
            while (true) {
                Step step = step(log, model, random);
                possible = step.interrupted;
                step.change.run();
                model = found(log, step.done);
                possible = List.of(model);
            }
        } catch (IOException e) {
            assertThat(disk.isPowerCut()).as("%s", e).isTrue();
            return possible;
        }
    }

    private static Step step(SegmentLog log, Model model, Random random) {
        long first = model.first();
        long last = model.last();
        return switch (random.nextInt(10)) {
            case 0 -> {
                long kept = first + random.nextInt(model.records().size() + 3);
                yield kept > last
                        ? replacing(() -> log.truncateBefore(kept), model, kept)
                        : cutting(
                                () -> log.truncateBefore(kept),
                                LongStream.rangeClosed(first, kept).mapToObj(model::from).toList());
            }
            case 1 -> {
                long kept = Math.max(0, first + random.nextInt(model.records().size() + 3) - 2);
                yield kept < first && kept < last
                        ? replacing(() -> log.truncateAfter(kept), model, kept + 1)
                        : cutting(
                                () -> log.truncateAfter(kept),
                                LongStream.rangeClosed(kept, last).mapToObj(model::to).toList(),
                                model.to(Math.min(kept, last)));
            }
            case 2 -> {
                long next = 1L + random.nextInt(200);
                yield replacing(() -> log.reset(next), model, next);
            }
            default -> {
                List<byte[]> batch = Records.random(random);
                List<Model> grown =
                        IntStream.rangeClosed(0, batch.size())
                                .mapToObj(count -> model.plus(batch.subList(0, count)))
                                .toList();
                yield new Step(() -> log.append(batch), grown, List.of(grown.getLast()));
            }
        };
    }

    private static Step replacing(Change change, Model before, long next) {
        Model after = new Model(next, List.of());
        return new Step(change, List.of(before, after), List.of(after));
    }

    private static Step cutting(Change change, List<Model> possible, Model after) {
        return new Step(change, possible.isEmpty() ? List.of(after) : possible, List.of(after));
    }

    /** Whole segments are given up, so any of these may be the outcome. */
    private static Step cutting(Change change, List<Model> possible) {
        return new Step(change, possible, possible);
    }

    /** The one of these that the log is. */
    private static Model found(SegmentLog log, List<Model> possible) throws IOException {
        Optional<Model> model =
                possible.stream()
                        .filter(m -> m.first() == log.firstIndex() && m.last() == log.lastIndex())
                        .findFirst();
        assertThat(model).as("%s to %s", log.firstIndex(), log.lastIndex()).isPresent();
        byte[][] records = model.get().records().toArray(byte[][]::new);
        assertThat(Records.all(log).toArray(byte[][]::new)).isDeepEqualTo(records);
        return model.get();
    }

    private static void forEachSeed(Law law) throws IOException {
        long first = Long.getLong("seed", 1);
        int cases = Long.getLong("seed") == null ? CASES : 1;
        for (long seed = first; seed < first + cases; seed++) {
            try {
                law.holds(new Random(seed));
            } catch (AssertionError | IOException broken) {
                throw new AssertionError("repeat with -Dseed=" + seed, broken);
            }
        }
    }
}
