package dev.pharos.server.boot;

import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Reading;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.telemetry.AccessLog;
import dev.pharos.server.telemetry.LogFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as a process has it: its folder and its logs around the assembly. */
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos");

    private final Deque<Closing> closing = new ArrayDeque<>();
    private final Banner banner;

    /** One step of the end. */
    private interface Closing {
        void run() throws IOException;
    }

    private Node(Reading reading, BiConsumer<String, Throwable> broken)
            throws IOException, SettingException {
        Settings settings = reading.settings();
        try {
            Ports.of(settings); // before anything is touched
            DataFolder folder = DataFolder.open(Path.of(settings.of(Keys.DATA_FOLDER)));
            closing.push(folder::close);
            LogFiles logs = LogFiles.open(folder.logs());
            closing.push(logs::close);
            reading.notes().forEach(note -> LOG.warn("settings: {}", note));
            SystemWorld world = new SystemWorld(broken);
            closing.push(world::close);
            Plugs plugs = Plugs.memory().with(accesses(settings, folder));
            Assembly assembly = Assembly.start(world, settings, plugs);
            closing.push(assembly::close);
            this.banner = new Banner(settings, assembly.place(), folder);
            folder.note(banner.addresses());
        } catch (IOException | SettingException e) {
            close();
            throw e;
        }
        LOG.info("ready version={} {}", Banner.version(), banner.addresses());
    }

    private Accesses accesses(Settings settings, DataFolder folder) {
        if (!settings.of(Keys.HTTP_ACCESS_LOG)) {
            return Accesses.NONE;
        }
        AccessLog log = AccessLog.open(folder.logs());
        closing.push(log::close);
        return access ->
                log.offer(
                        new AccessLog.Line(
                                access.remote().getAddress().getHostAddress(),
                                access.method(),
                                access.path(),
                                new AccessLog.Outcome(
                                        access.status(), access.bytes(), access.nanos()),
                                System.currentTimeMillis()));
    }

    static Node start(Reading reading, BiConsumer<String, Throwable> broken)
            throws IOException, SettingException {
        return new Node(reading, broken);
    }

    Banner banner() {
        return banner;
    }

    /** Drains, writes what waits to be logged, and frees the folder. Blocks for a few seconds. */
    @Override
    public void close() {
        LOG.info("stopping pid={}", ProcessHandle.current().pid());
        while (!closing.isEmpty()) {
            try {
                closing.pop().run();
            } catch (IOException e) {
                LOG.warn("closing: {}", e.toString());
            }
        }
    }
}
