package dev.pharos.server.boot;

import dev.pharos.core.registry.Amendment;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Has what is old forgotten, now and then: history, and what operators have laid over instances
 * that never came back. Of several nodes the leader does it. A time that the log refuses is made
 * good by the next.
 */
record Purge(
        World world,
        ConfigService configs,
        CatalogueService catalogue,
        Kept kept,
        BooleanSupplier leads) {
    private static final Duration EVERY = Duration.ofMinutes(10);

    /**
     * What is kept.
     *
     * @param history how long
     * @param versions the newest so many of each configuration
     */
    record Kept(Duration history, int versions, Amendment.Patience amendments) {}

    void start() {
        world.after(EVERY, world.tasks(), this::run);
    }

    private void run() {
        start();
        if (!leads.getAsBoolean()) {
            return;
        }
        var _ = configs.purgeHistory(kept.history(), kept.versions());
        var _ = catalogue.forgetUnused(kept.amendments());
    }
}
