package dev.pharos.server.boot;

import dev.pharos.server.app.ConfigService;
import dev.pharos.server.port.World;
import java.time.Duration;

/**
 * Has old history forgotten, now and then; a time that the log refuses is made good by the next.
 */
record Purge(World world, ConfigService configs, Kept kept) {
    private static final Duration EVERY = Duration.ofMinutes(10);

    /**
     * What is kept of the history.
     *
     * @param versions the newest so many of each configuration
     */
    record Kept(Duration age, int versions) {}

    void start() {
        world.after(EVERY, world.tasks(), this::run);
    }

    private void run() {
        start();
        var _ = configs.purgeHistory(kept.age(), kept.versions());
    }
}
