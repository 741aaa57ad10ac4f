package dev.pharos.server.settings;

import java.time.Duration;
import java.util.List;

/**
 * Every key there is, declared once. A key that Nacos has keeps its name; ours begin with {@code
 * pharos.}. No key of ours may begin with {@code pharos.port} or {@code pharos.service}: container
 * platforms put variables of such names into the environment.
 */
public final class Keys {
    static final Kind.Text ANY = new Kind.Text(_ -> true, "any text");
    private static final String NAME_OR_IPV4 = "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?";
    private static final String IPV6 = "\\[?[0-9A-Fa-f.]*(:[0-9A-Fa-f.]*){2,8}(%[\\w.-]+)?]?";
    private static final Kind.Text ADDRESS =
            new Kind.Text(
                    text -> text.isEmpty() || text.matches(NAME_OR_IPV4 + "|" + IPV6),
                    "an IP address or a host name of this machine, or nothing");
    private static final Kind.Text CONTEXT_PATH =
            new Kind.Text(
                    text -> text.isEmpty() || text.matches("(/[A-Za-z0-9._~-]+)+|/"),
                    "a path such as /nacos, or / for none");

    public static final Key<Integer> PORT =
            Key.whole(
                    "server.port",
                    8848,
                    "0..65535",
                    "Where HTTP callers are answered; 0 lets the system choose.");
    public static final Key<Integer> GRPC_PORT_OFFSET =
            Key.whole(
                    "nacos.server.grpc.port.offset",
                    1000,
                    "-65535..65535",
                    "The gRPC port is server.port plus this; clients of 2.x and 3.x count the"
                            + " same way.");
    public static final Key<String> ADDRESS_BOUND =
            Key.text(
                    "server.address",
                    "",
                    ADDRESS,
                    "The address to listen on; when empty, all of them.");
    public static final Key<String> ADDRESS_TOLD =
            Key.text(
                    "nacos.inetutils.ip-address",
                    "",
                    ADDRESS,
                    "The address by which others know this node; when empty, the first address"
                            + " of this machine that others can reach.");
    public static final Key<String> CONTEXT =
            Key.text(
                    "server.servlet.contextPath",
                    "/nacos",
                    CONTEXT_PATH,
                    "What every HTTP path begins with.");
    public static final Key<String> LOGS_FOLDER =
            Key.text(
                    "pharos.logs",
                    "",
                    ANY,
                    "The folder of this node's logs; when empty, logs in the data folder.");

    public static final Key<Boolean> EXPIRE_INSTANCE =
            Key.flag(
                    "nacos.naming.expireInstance",
                    true,
                    "Whether an instance that stopped beating is removed; false only marks it"
                            + " unhealthy.");
    public static final Key<Boolean> EMPTY_SERVICE_CLEAN =
            Key.flag(
                    "nacos.naming.empty-service.auto-clean",
                    true,
                    "Whether a service that nobody described goes when its last instance has"
                            + " gone.");
    public static final Key<Duration> EMPTY_SERVICE_EXPIRY =
            Key.span(
                    "nacos.naming.clean.empty-service.expired-time",
                    "60000ms",
                    "1s..36500d",
                    "How long such an empty service stays.");
    public static final Key<Integer> METADATA_MAX =
            Key.whole(
                    "nacos.naming.service.metadata.length",
                    65_536,
                    "64..1048576",
                    "How many characters the metadata of one instance may have, keys and values"
                            + " together.");
    public static final Key<Integer> REGISTRY_MAILBOX_MAX =
            Key.whole(
                    "pharos.registry.waiting-max",
                    1 << 16,
                    "1024..16777216",
                    "How many changes may wait for the registry; one more is refused as busy.");
    public static final Key<Long> REGISTRY_MEMORY =
            Key.size(
                    "pharos.registry.memory-max",
                    "0",
                    "0..64GB",
                    "How much memory all services and instances may take; what needs more is"
                            + " refused. 0 means a fifth of the heap.");
    public static final Key<Duration> REGISTRY_SWEEP =
            Key.span(
                    "pharos.registry.sweep",
                    "1s",
                    "100ms..30s",
                    "How often instances that stopped beating are looked for.");

    public static final Key<Duration> RESTART_GRACE =
            Key.span(
                    "pharos.registry.restart-grace",
                    "30s",
                    "1s..1h",
                    "How long after a start instances of before it are shown whose clients have"
                            + " not come back.");
    public static final Key<Duration> AMENDMENT_RETENTION =
            Key.span(
                    "pharos.registry.amendment-retention",
                    "30d",
                    "1h..36500d",
                    "How long what an operator set for an instance (disabled, weight, metadata)"
                            + " waits for it to come back.");
    public static final Key<Integer> AMENDMENTS_IDLE_MAX =
            Key.whole(
                    "pharos.registry.amendments-idle-max",
                    1000,
                    "0..20000",
                    "For how many absent instances of one service that waits; beyond it the"
                            + " longest absent go first, those that are disabled last.");

    public static final Key<Duration> PUSH_WINDOW_MIN =
            Key.span(
                    "pharos.push.window-min",
                    "5ms",
                    "1ms..10s",
                    "How long the first change of a quiet service waits for more before it is"
                            + " pushed.");
    public static final Key<Duration> PUSH_WINDOW_MAX =
            Key.span(
                    "pharos.push.window-max",
                    "500ms",
                    "1ms..60s",
                    "What that window grows to, doubling, while changes keep coming.");
    public static final Key<Duration> PUSH_RETRY_MIN =
            Key.span(
                    "pharos.push.retry-min",
                    "1s",
                    "10ms..60s",
                    "How long after the first missing acknowledgement the newest state is pushed"
                            + " again;"
                            + " doubles with each.");
    public static final Key<Duration> PUSH_RETRY_MAX =
            Key.span(
                    "pharos.push.retry-max",
                    "60s",
                    "100ms..1h",
                    "The longest pause between two such repetitions.");
    public static final Key<Integer> PUSH_MAILBOX_MAX =
            Key.whole(
                    "pharos.push.waiting-max",
                    1 << 17,
                    "1024..16777216",
                    "How many messages may wait for the part that pushes.");

    public static final Key<Long> CONTENT_MAX =
            Key.size(
                    "maxContent",
                    "10MB",
                    "1KB..256MB",
                    "How large the content of one configuration may be.");
    public static final Key<Duration> HISTORY_RETENTION =
            Key.span(
                    "nacos.config.retention.days",
                    "30d",
                    "1d..36500d",
                    "How long former versions of a configuration are kept.");
    public static final Key<Integer> HISTORY_VERSIONS =
            Key.whole(
                    "pharos.config.history-versions",
                    100,
                    "1..256",
                    "How many former versions of one configuration are kept; what is beyond goes"
                            + " every ten minutes.");

    public static final Key<Long> CONFIG_MEMORY =
            Key.size(
                    "pharos.config.memory-max",
                    "0",
                    "0..64GB",
                    "How much memory all configurations and namespaces may take; what needs more"
                            + " is refused. 0 means a quarter of the heap.");
    public static final Key<Long> HISTORY_MEMORY =
            Key.size(
                    "pharos.config.history-memory-max",
                    "0",
                    "0..64GB",
                    "How much memory the list of former versions may take, without contents; beyond"
                            + " it the oldest of all go. 0 means a tenth of the heap.");
    public static final Key<Long> HISTORY_SIZE =
            Key.size(
                    "pharos.config.history-size-max",
                    "4GB",
                    "1MB..16384GB",
                    "How much the contents of former versions may take on the disk; beyond it the"
                            + " oldest of all go. For a while they may take twice as much.");
    public static final Key<Integer> LOG_WAITING_MAX =
            Key.whole(
                    "pharos.log.waiting-max",
                    1 << 14,
                    "16..1048576",
                    "How many durable changes may wait to be written; one more is refused as"
                            + " busy.");
    public static final Key<Long> LOG_WAITING_SIZE_MAX =
            Key.size(
                    "pharos.log.waiting-size-max",
                    "32MB",
                    "1MB..4GB",
                    "How large they may be together; one alone may be larger.");
    public static final Key<Duration> LOG_PATIENCE =
            Key.span(
                    "pharos.log.patience",
                    "10s",
                    "100ms..5m",
                    "How long a caller waits for a durable change before it hears that nobody"
                            + " knows whether it happened.");
    public static final Key<Long> SNAPSHOT_SIZE =
            Key.size(
                    "pharos.snapshot.size",
                    "16MB",
                    "64KB..16GB",
                    "After how many bytes of changes the log is folded into a snapshot; after as"
                            + " many as the last snapshot has, when these are more.");
    public static final Key<Integer> SNAPSHOT_ENTRIES =
            Key.whole(
                    "pharos.snapshot.entries",
                    100_000,
                    "100..100000000",
                    "After how many entries of the log the same happens.");
    public static final Key<Duration> SNAPSHOT_EVERY =
            Key.span(
                    "pharos.snapshot.every",
                    "1h",
                    "1s..30d",
                    "After how long the same happens, if there was any change.");
    public static final Key<Duration> ELECTION_TIMEOUT =
            Key.span(
                    "pharos.raft.election-timeout",
                    "500ms",
                    "100ms..60s",
                    "How long a node hears nothing of its leader before it wants another one.");
    public static final Key<Duration> ELECTION_DELAY_MAX =
            Key.span(
                    "pharos.raft.election-delay-max",
                    "150ms",
                    "50ms..10s",
                    "What is added to that by chance, so that not all want it at once, is less"
                            + " than this.");

    public static final Key<Long> HTTP_HEAD_MAX =
            Key.size(
                    "pharos.http.head-max",
                    "512KB",
                    "8KB..4MB",
                    "How large request line and headers may be, each.");
    public static final Key<Long> HTTP_BODY_MAX =
            Key.size(
                    "pharos.http.body-max",
                    "33MB",
                    "64KB..1GB",
                    "How large a request's body may be; content that is percent-encoded takes three"
                            + " times its size.");
    public static final Key<Long> HTTP_ARRIVING_MAX =
            Key.size(
                    "pharos.http.arriving-max",
                    "0",
                    "0..64GB",
                    "How large all bodies together may be that are still arriving or at work; 0"
                            + " means a sixth of the heap, but at least one of the largest.");
    public static final Key<Long> HTTP_UNREAD_MAX =
            Key.size(
                    "pharos.http.unread-max",
                    "0",
                    "0..64GB",
                    "How large all answers together may be that their callers have not read, beside"
                            + " contents that many share; 0 means an eighth of the heap.");
    public static final Key<Duration> HTTP_IDLE =
            Key.span(
                    "pharos.http.idle-timeout",
                    "90s",
                    "1s..24h",
                    "How long a connection without a request is kept.");
    public static final Key<Duration> HTTP_REQUEST =
            Key.span(
                    "pharos.http.request-timeout",
                    "30s",
                    "1s..1h",
                    "How long a request may take to arrive whole.");
    public static final Key<Duration> HTTP_WRITE =
            Key.span(
                    "pharos.http.write-timeout",
                    "30s",
                    "1s..1h",
                    "How long a caller may take none of its answer.");
    public static final Key<Duration> HTTP_LINGER =
            Key.span(
                    "pharos.http.linger",
                    "2s",
                    "0s..60s",
                    "How long a refused caller that still sends may read why.");
    public static final Key<Integer> HTTP_CONNECTIONS_MAX =
            Key.whole(
                    "pharos.http.connections-max",
                    50_000,
                    "1..1000000",
                    "How many HTTP connections are open at a time; one more is told so and"
                            + " closed.");
    public static final Key<Integer> HTTP_PARKED_MAX =
            Key.whole(
                    "pharos.http.parked-max",
                    40_000,
                    "1..1000000",
                    "How many long polls wait at a time; one more is answered as busy.");
    public static final Key<Integer> HTTP_BLOCKING_MAX =
            Key.whole(
                    "pharos.http.blocking-max",
                    256,
                    "1..10000",
                    "How many calls that may block run at a time.");
    public static final Key<String> HTTP_ORIGINS =
            Key.text(
                    "pharos.http.origins",
                    "*",
                    ANY,
                    "Whose web pages may read the answers in a browser: origins with commas"
                            + " between, * for all, empty for none.");
    public static final Key<Boolean> HTTP_ACCESS_LOG =
            Key.flag(
                    "pharos.http.access-log",
                    false,
                    "Whether each HTTP call is a line in logs/access.log.");

    public static final Key<String> ACTUATOR =
            Key.text(
                    "management.endpoints.web.exposure.include",
                    "health,prometheus",
                    ANY,
                    "What is shown below /actuator, with commas between: prometheus are the"
                            + " figures of this node, * is all; health always is.");

    public static final Key<Long> GRPC_MESSAGE_MAX =
            Key.size(
                    "nacos.remote.server.grpc.sdk.max-inbound-message-size",
                    "10MB",
                    "64KB..1GB",
                    "How large one message of a gRPC client may be.");
    public static final Key<Integer> GRPC_CALLS_MAX =
            Key.whole(
                    "pharos.grpc.calls-max",
                    1000,
                    "10..1000000",
                    "How many calls a gRPC client may have open at a time.");
    public static final Key<Integer> GRPC_RESETS_MAX =
            Key.whole(
                    "pharos.grpc.resets-max",
                    1000,
                    "10..1000000",
                    "How many calls a gRPC client may cancel within ten seconds.");
    public static final Key<Long> GRPC_SETUP_MAX =
            Key.size(
                    "pharos.grpc.setup-max",
                    "64KB",
                    "4KB..1MB",
                    "How large a client's introduction, with its labels, may be, and any message"
                            + " before it.");
    public static final Key<Long> GRPC_ARRIVING_MAX =
            Key.size(
                    "pharos.grpc.arriving-max",
                    "0",
                    "0..64GB",
                    "How large all messages of gRPC clients together may be that are still"
                            + " arriving; 0 means an eighth of the heap, but at least one of the"
                            + " largest.");
    public static final Key<Duration> GRPC_MESSAGE =
            Key.span(
                    "pharos.grpc.message-timeout",
                    "30s",
                    "1s..1h",
                    "How long a message of a gRPC client may take to arrive whole.");
    public static final Key<Duration> GRPC_PING_EVERY_MIN =
            Key.span(
                    "pharos.grpc.ping-every-min",
                    "10s",
                    "100ms..1h",
                    "How often an HTTP/2 ping may come.");
    public static final Key<Integer> GRPC_PUSHES_MAX =
            Key.whole(
                    "pharos.grpc.pushes-max",
                    10_000,
                    "100..10000000",
                    "How many subjects may wait to be pushed to one client; one more and it is"
                            + " given up.");
    public static final Key<Integer> GRPC_UNACKED_MAX =
            Key.whole(
                    "pharos.grpc.unacked-max",
                    10_000,
                    "10..10000000",
                    "How many pushes to one client may be without acknowledgement; more of them"
                            + " wait.");
    public static final Key<Long> GRPC_ANSWERS_MAX =
            Key.size(
                    "pharos.grpc.answers-max",
                    "32MB",
                    "1MB..1GB",
                    "How much a client may have asked for and not read; more is refused.");
    public static final Key<Long> GRPC_UNREAD_MAX =
            Key.size(
                    "pharos.grpc.unread-max",
                    "0",
                    "0..64GB",
                    "How much all gRPC clients together may have asked for and not read; 0 means"
                            + " a quarter of the heap.");
    public static final Key<Duration> GRPC_SETUP =
            Key.span(
                    "pharos.grpc.setup-timeout",
                    "10s",
                    "100ms..60s",
                    "How long a client may take to introduce itself.");
    public static final Key<Duration> GRPC_QUIET =
            Key.span(
                    "pharos.grpc.quiet-after-setup",
                    "100ms",
                    "0ms..10s",
                    "How long nothing is pushed to a new client, which is not ready for it yet.");
    public static final Key<Duration> GRPC_SILENCE =
            Key.span(
                    "pharos.grpc.silence",
                    "20s",
                    "1s..1h",
                    "How long a client may say nothing before it is asked whether it lives.");
    public static final Key<Duration> GRPC_DETECTION =
            Key.span(
                    "pharos.grpc.detection-timeout",
                    "5s",
                    "100ms..60s",
                    "How long it may take to answer that.");
    public static final Key<Duration> GRPC_ACK =
            Key.span(
                    "pharos.grpc.ack-timeout",
                    "5s",
                    "100ms..60s",
                    "How long the acknowledgement of a push is waited for.");
    public static final Key<Duration> GRPC_BLOCKED =
            Key.span(
                    "pharos.grpc.blocked-timeout",
                    "10s",
                    "1s..1h",
                    "How long a client may take nothing of what waits for it before it is given"
                            + " up.");

    private Keys() {}

    /** All of them, in the order of the document. */
    public static List<Key<?>> all() {
        return KeyGroup.ALL.stream().<Key<?>>flatMap(group -> group.keys().stream()).toList();
    }
}
