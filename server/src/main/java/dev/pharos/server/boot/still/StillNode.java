package dev.pharos.server.boot.still;

import dev.pharos.server.boot.Plugs;
import dev.pharos.server.boot.Slices;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.port.Backups;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.telemetry.meter.Meters;
import dev.pharos.server.watch.Hub;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** A node without sockets, for as long as a backup of its folder takes. */
public final class StillNode implements AutoCloseable {
    private final SystemWorld world;
    private final Plugs.Kept kept;
    private final Plugs.Log log;

    private StillNode(SystemWorld world, Plugs.Kept kept, Plugs.Log log) {
        this.world = world;
        this.kept = kept;
        this.log = log;
    }

    /**
     * Brings the state of the folder to where it was. Blocks.
     *
     * @param folder stays its owner's, and outlives this
     * @throws IOException in one line, what is wrong with the folder
     */
    public static StillNode open(DataFolder folder) throws IOException {
        SystemWorld world = new SystemWorld(StillNode::broken);
        try {
            Slices slices = new Slices(Settings.standard());
            Meters meters = Meters.of("");
            Hub hub = new Hub(world, slices.watch(), meters.push());
            String id = folder.nodeId(world.random());
            Plugs.Kept kept = Plugs.disk(slices.raft(folder.log(), id)).durable().open();
            Keepers state =
                    new Keepers(
                            new RegistryKeeper(world, slices.state(), hub),
                            new ConfigKeeper(world, slices.state(), hub, kept.past()));
            state.tell(false);
            return new StillNode(world, kept, kept.start(world, state, meters.log()));
        } catch (IOException e) {
            world.close();
            throw e;
        }
    }

    public Backups backups() {
        return log.backups();
    }

    @Override
    public void close() {
        log.commands().close();
        kept.past().close();
        world.close();
    }

    private static void broken(String loop, Throwable failure) {
        LoggerFactory.getLogger(StillNode.class).error("broken: loop={}", loop, failure);
    }
}
