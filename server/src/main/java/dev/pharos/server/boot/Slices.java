package dev.pharos.server.boot;

import dev.pharos.core.config.ConfigRules;
import dev.pharos.core.registry.Amendment;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.server.app.ConfigWrites;
import dev.pharos.server.app.RegistryWrites;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.cluster.sync.SyncSettings;
import dev.pharos.server.front.grpc.GrpcLimits;
import dev.pharos.server.front.http.HttpLimits;
import dev.pharos.server.front.http.Origins;
import dev.pharos.server.settings.ClusterKeys;
import dev.pharos.server.settings.Key;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.watch.WatchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cuts the settings into the smallest record that each class needs. */
public final class Slices {
    private static final Duration NEVER = Duration.ofDays(36_500);

    /** A node that has just started may not have heard of all instances yet. */
    private static final Duration AMENDMENT_GRACE = Duration.ofMinutes(15);

    private static final int CONFIG_PERCENT = 25;
    private static final int HISTORY_PERCENT = 10;
    private static final int REGISTRY_PERCENT = 20;
    private static final int KEPT_PERCENT_MAX = 80;
    private static final int MEGA = 20;
    private static final List<Key<Long>> KEPT =
            List.of(Keys.REGISTRY_MEMORY, Keys.CONFIG_MEMORY, Keys.HISTORY_MEMORY);
    private static final List<Key<Long>> ON_THE_HEAP =
            Stream.concat(
                            KEPT.stream(),
                            Stream.of(
                                    Keys.HTTP_ARRIVING_MAX,
                                    Keys.GRPC_ARRIVING_MAX,
                                    Keys.GRPC_UNREAD_MAX))
                    .toList();
    private static final long BESIDE_A_BODY = 1 << 20;
    private static final int ARRIVING_PART = 6;
    private static final int GRPC_ARRIVING_PART = 8;
    private static final int UNREAD_PART = 4;
    private static final int HTTP_UNREAD_PART = 8;

    private final Settings settings;

    public Slices(Settings settings) {
        this.settings = settings;
    }

    public StateSettings state() {
        return new StateSettings(
                settings.of(Keys.REGISTRY_MAILBOX_MAX),
                settings.of(Keys.REGISTRY_SWEEP),
                settings.of(Keys.EMPTY_SERVICE_CLEAN)
                        ? settings.of(Keys.EMPTY_SERVICE_EXPIRY)
                        : NEVER,
                settings.of(Keys.EXPIRE_INSTANCE),
                settings.of(Keys.RESTART_GRACE));
    }

    SyncSettings sync() {
        return SyncSettings.of(
                settings.of(ClusterKeys.AWAY_GRACE), settings.of(ClusterKeys.FILL_MAX));
    }

    public WatchSettings watch() {
        return new WatchSettings(
                settings.of(Keys.PUSH_WINDOW_MIN),
                settings.of(Keys.PUSH_WINDOW_MAX),
                settings.of(Keys.PUSH_RETRY_MIN),
                settings.of(Keys.PUSH_RETRY_MAX),
                settings.of(Keys.PUSH_MAILBOX_MAX));
    }

    HttpLimits http() {
        return new HttpLimits(
                new HttpLimits.Sizes(
                        bytes(settings.of(Keys.HTTP_HEAD_MAX)),
                        bytes(settings.of(Keys.HTTP_BODY_MAX)),
                        arrivingMaxBytes(),
                        httpUnreadMaxBytes()),
                new HttpLimits.Patience(
                        settings.of(Keys.HTTP_IDLE),
                        settings.of(Keys.HTTP_REQUEST),
                        settings.of(Keys.HTTP_WRITE),
                        settings.of(Keys.HTTP_LINGER)),
                new HttpLimits.Counts(
                        settings.of(Keys.HTTP_CONNECTIONS_MAX),
                        settings.of(Keys.HTTP_PARKED_MAX),
                        settings.of(Keys.HTTP_BLOCKING_MAX)));
    }

    Origins origins() {
        return Origins.of(settings.of(Keys.HTTP_ORIGINS));
    }

    GrpcLimits grpc() {
        return new GrpcLimits(
                new GrpcLimits.Intake(
                        bytes(settings.of(Keys.GRPC_MESSAGE_MAX)),
                        settings.of(Keys.GRPC_CALLS_MAX),
                        settings.of(Keys.GRPC_RESETS_MAX),
                        bytes(settings.of(Keys.GRPC_SETUP_MAX)),
                        settings.of(Keys.GRPC_PING_EVERY_MIN),
                        grpcArrivingMaxBytes(),
                        settings.of(Keys.GRPC_MESSAGE)),
                new GrpcLimits.Outgoing(
                        settings.of(Keys.GRPC_PUSHES_MAX),
                        settings.of(Keys.GRPC_UNACKED_MAX),
                        settings.of(Keys.GRPC_ANSWERS_MAX),
                        unreadMaxBytes()),
                new GrpcLimits.Patience(
                        settings.of(Keys.GRPC_SETUP),
                        settings.of(Keys.GRPC_QUIET),
                        settings.of(Keys.GRPC_SILENCE),
                        settings.of(Keys.GRPC_DETECTION),
                        settings.of(Keys.GRPC_ACK),
                        settings.of(Keys.GRPC_BLOCKED)));
    }

    RegistryRules registryRules() {
        return new RegistryRules(settings.of(Keys.METADATA_MAX));
    }

    ConfigRules configRules() {
        return new ConfigRules(bytes(settings.of(Keys.CONTENT_MAX)));
    }

    Purge.Kept kept() {
        return new Purge.Kept(
                settings.of(Keys.HISTORY_RETENTION),
                settings.of(Keys.HISTORY_VERSIONS),
                new Amendment.Patience(
                        settings.of(Keys.AMENDMENT_RETENTION).toMillis(),
                        AMENDMENT_GRACE.toMillis(),
                        settings.of(Keys.AMENDMENTS_IDLE_MAX)));
    }

    /** The log of a group that this node is the only member of. */
    public RaftSettings raft(Path folder, String self) {
        return new RaftSettings(
                new MemberSettings(
                        self,
                        List.of(self),
                        folder,
                        settings.of(Keys.ELECTION_TIMEOUT),
                        settings.of(Keys.ELECTION_DELAY_MAX)),
                new RaftSettings.Waiting(
                        settings.of(Keys.LOG_WAITING_MAX), settings.of(Keys.LOG_WAITING_SIZE_MAX)),
                settings.of(Keys.LOG_PATIENCE),
                new RaftSettings.SnapshotsDue(
                        settings.of(Keys.SNAPSHOT_SIZE),
                        settings.of(Keys.SNAPSHOT_ENTRIES),
                        settings.of(Keys.SNAPSHOT_EVERY)));
    }

    ConfigWrites.Limits configMemory() {
        return new ConfigWrites.Limits(
                Keys.CONFIG_MEMORY.name(),
                share(Keys.CONFIG_MEMORY, CONFIG_PERCENT),
                share(Keys.HISTORY_MEMORY, HISTORY_PERCENT),
                settings.of(Keys.HISTORY_SIZE));
    }

    RegistryWrites.Limits registryMemory() {
        return new RegistryWrites.Limits(
                Keys.REGISTRY_MEMORY.name(), share(Keys.REGISTRY_MEMORY, REGISTRY_PERCENT));
    }

    /**
     * What is kept in memory has to leave room for the work, and no bound may lie where the heap
     * has ended before it.
     *
     * @throws SettingException in one line, what does not fit into the heap
     */
    void requireRoom(long heapMax) throws SettingException {
        for (Key<Long> key : ON_THE_HEAP) {
            if (settings.of(key) >= heapMax) {
                throw tooLarge(key + ": " + key.shown(settings.of(key)), "less than", heapMax);
            }
        }
        ConfigWrites.Limits configs = configMemory();
        long kept = registryMemory().bytes() + configs.configs() + configs.historyRows();
        if (kept > heapMax / 100 * KEPT_PERCENT_MAX) {
            String which = KEPT.stream().map(Key::name).collect(Collectors.joining(" + "));
            String most = "at most " + KEPT_PERCENT_MAX + " % of";
            throw tooLarge(which + ": " + (kept >> MEGA) + "MB together", most, heapMax);
        }
    }

    private static SettingException tooLarge(String what, String most, long heapMax) {
        return new SettingException(
                what
                        + " (expected: "
                        + most
                        + " the heap, which is "
                        + (heapMax >> MEGA)
                        + "MB; JVM_XMX makes it larger, and 0 takes a share of it)");
    }

    /** What is set, or else so much of the heap. */
    private long share(Key<Long> key, int percent) {
        long set = settings.of(key);
        return set > 0 ? set : Runtime.getRuntime().maxMemory() / 100 * percent;
    }

    private long arrivingMaxBytes() {
        long set = settings.of(Keys.HTTP_ARRIVING_MAX);
        long oneBody = settings.of(Keys.HTTP_BODY_MAX) + BESIDE_A_BODY;
        return set > 0 ? set : Math.max(oneBody, Runtime.getRuntime().maxMemory() / ARRIVING_PART);
    }

    private long httpUnreadMaxBytes() {
        long set = settings.of(Keys.HTTP_UNREAD_MAX);
        return set > 0 ? set : Runtime.getRuntime().maxMemory() / HTTP_UNREAD_PART;
    }

    private long unreadMaxBytes() {
        long set = settings.of(Keys.GRPC_UNREAD_MAX);
        return set > 0 ? set : Runtime.getRuntime().maxMemory() / UNREAD_PART;
    }

    private long grpcArrivingMaxBytes() {
        long set = settings.of(Keys.GRPC_ARRIVING_MAX);
        long oneMessage = settings.of(Keys.GRPC_MESSAGE_MAX) + BESIDE_A_BODY;
        return set > 0
                ? set
                : Math.max(oneMessage, Runtime.getRuntime().maxMemory() / GRPC_ARRIVING_PART);
    }

    /** The bounds of these keys lie below the largest int. */
    private static int bytes(long size) {
        return Math.toIntExact(size);
    }
}
