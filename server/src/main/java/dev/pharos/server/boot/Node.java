package dev.pharos.server.boot;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.company.Company;
import dev.pharos.server.boot.company.Plan;
import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.boot.host.Memory;
import dev.pharos.server.boot.host.OpenFiles;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.doctor.Doctor;
import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.port.World;
import dev.pharos.server.port.finding.Findings;
import dev.pharos.server.settings.ClusterKeys;
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
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as a process has it: its folder and its logs around the assembly. */
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos");

    private static final int IDLE_NAMED_MAX = 3;

    private final Deque<Closing> closing = new ArrayDeque<>();
    private final Banner banner;

    /** One step of the end. */
    private interface Closing {
        void run() throws IOException;
    }

    private Node(Reading reading, Path data, BiConsumer<String, Throwable> broken)
            throws IOException, SettingException {
        Settings settings = reading.settings();
        try {
            Ports.of(settings); // before anything is touched
            Memory memory = Memory.ofThisProcess();
            memory.require();
            new Slices(settings).requireRoom(memory.heapMax());
            DataFolder folder = DataFolder.open(data);
            closing.push(folder::close);
            Path logFolder = logFolder(settings, folder);
            LogFiles logs = LogFiles.open(logFolder);
            closing.push(logs::close);
            closing.push(() -> LOG.info("stopped pid={}", ProcessHandle.current().pid()));
            sayWhatIsWithoutEffect(reading);
            OpenFiles.ofThisProcess().warning().ifPresent(LOG::warn);
            SystemWorld world = new SystemWorld(broken);
            closing.push(world::close);
            Findings findings = new Doctor();
            Plugs plugs =
                    plugs(world, settings, folder, findings)
                            .with(findings)
                            .with(folder.picture())
                            .with(accesses(settings, logFolder));
            Assembly assembly = Assembly.start(world, settings, plugs);
            closing.push(assembly::close);
            this.banner =
                    new Banner(
                            settings,
                            assembly.place(),
                            plugs.company().map(Company::self),
                            new Banner.Folders(folder.path(), logFolder));
            folder.note(banner.addresses(), banner.asked());
        } catch (IOException | SettingException e) {
            LOG.info("cannot start: {}", e.getMessage()); // standard error has it from the process
            closeAll();
            throw e;
        }
        LOG.info("ready version={} {}", Banner.version(), banner.addresses());
    }

    private Plugs plugs(World world, Settings settings, DataFolder folder, Findings findings)
            throws IOException, SettingException {
        String id = folder.nodeId(world.random());
        RaftSettings log = new Slices(settings).raft(folder.log(), id);
        if (settings.of(ClusterKeys.STANDALONE)) {
            return Plugs.disk(log);
        }
        Place place = Place.of(settings, Ports.of(settings));
        Address told = new Address(place.host(), place.httpPort());
        Plan plan = Plan.of(settings, told, place.grpcPort());
        Company company = Company.open(world, plan, folder.ledger(), new NodeId(id), findings);
        closing.push(company::close);
        return Plugs.cluster(log, company);
    }

    /** At the terminal in a line each; a long list stands in the log, and is only counted here. */
    private static void sayWhatIsWithoutEffect(Reading reading) {
        reading.notes().forEach(note -> LOG.warn("settings: {}", note));
        List<String> idle = reading.idle();
        if (idle.size() > IDLE_NAMED_MAX) {
            LOG.warn("settings: {} keys have no effect here; nacos.log names them", idle.size());
            idle.forEach(key -> LOG.info("settings: no effect: {}", key));
        } else if (!idle.isEmpty()) {
            LOG.warn("settings: keys without effect here: {}", String.join(", ", idle));
        }
    }

    private static Path logFolder(Settings settings, DataFolder folder) {
        String set = settings.of(Keys.LOGS_FOLDER);
        return set.isEmpty() ? folder.path().resolve("logs") : Path.of(set).toAbsolutePath();
    }

    private Accesses accesses(Settings settings, Path logs) {
        if (!settings.of(Keys.HTTP_ACCESS_LOG)) {
            return Accesses.NONE;
        }
        AccessLog log = AccessLog.open(logs);
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

    static Node start(Reading reading, Path data, BiConsumer<String, Throwable> broken)
            throws IOException, SettingException {
        return new Node(reading, data, broken);
    }

    Banner banner() {
        return banner;
    }

    /** Drains, writes what waits to be logged, and frees the folder. Blocks for a few seconds. */
    @Override
    public void close() {
        LOG.info("stopping pid={}", ProcessHandle.current().pid());
        closeAll();
    }

    private void closeAll() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().run();
            } catch (IOException e) {
                LOG.warn("closing: {}", e.toString());
            }
        }
    }
}
