package dev.pharos.server.settings;

import java.util.List;

/** Keys that belong together in the document. */
public record KeyGroup(String title, List<Key<?>> keys) {
    /** In the order of the document. */
    public static final List<KeyGroup> ALL =
            List.of(
                    new KeyGroup(
                            "Addresses and folders",
                            List.of(
                                    Keys.PORT,
                                    Keys.GRPC_PORT_OFFSET,
                                    Keys.ADDRESS_BOUND,
                                    Keys.ADDRESS_TOLD,
                                    Keys.CONTEXT,
                                    Keys.LOGS_FOLDER)),
                    new KeyGroup(
                            "Cluster",
                            List.of(
                                    ClusterKeys.STANDALONE,
                                    ClusterKeys.MEMBER_LIST,
                                    ClusterKeys.CLUSTER_FILE,
                                    ClusterKeys.CLUSTER_SIZE,
                                    ClusterKeys.CLUSTER_SECRET,
                                    ClusterKeys.PEER_PORT_OFFSET)),
                    new KeyGroup(
                            "Services and instances",
                            List.of(
                                    Keys.EXPIRE_INSTANCE,
                                    Keys.EMPTY_SERVICE_CLEAN,
                                    Keys.EMPTY_SERVICE_EXPIRY,
                                    Keys.METADATA_MAX,
                                    Keys.REGISTRY_MAILBOX_MAX,
                                    Keys.REGISTRY_MEMORY,
                                    Keys.REGISTRY_SWEEP,
                                    Keys.RESTART_GRACE,
                                    ClusterKeys.AWAY_GRACE,
                                    ClusterKeys.FILL_MAX,
                                    Keys.AMENDMENT_RETENTION,
                                    Keys.AMENDMENTS_IDLE_MAX)),
                    new KeyGroup(
                            "Pushing",
                            List.of(
                                    Keys.PUSH_WINDOW_MIN,
                                    Keys.PUSH_WINDOW_MAX,
                                    Keys.PUSH_RETRY_MIN,
                                    Keys.PUSH_RETRY_MAX,
                                    Keys.PUSH_MAILBOX_MAX)),
                    new KeyGroup(
                            "Configurations",
                            List.of(
                                    Keys.CONTENT_MAX,
                                    Keys.HISTORY_RETENTION,
                                    Keys.HISTORY_VERSIONS,
                                    Keys.CONFIG_MEMORY,
                                    Keys.HISTORY_MEMORY,
                                    Keys.HISTORY_SIZE)),
                    new KeyGroup(
                            "Durable changes",
                            List.of(
                                    Keys.LOG_WAITING_MAX,
                                    Keys.LOG_WAITING_SIZE_MAX,
                                    Keys.LOG_PATIENCE,
                                    Keys.SNAPSHOT_SIZE,
                                    Keys.SNAPSHOT_ENTRIES,
                                    Keys.SNAPSHOT_EVERY,
                                    Keys.ELECTION_TIMEOUT,
                                    Keys.ELECTION_DELAY_MAX)),
                    new KeyGroup(
                            "HTTP",
                            List.of(
                                    Keys.HTTP_HEAD_MAX,
                                    Keys.HTTP_BODY_MAX,
                                    Keys.HTTP_ARRIVING_MAX,
                                    Keys.HTTP_UNREAD_MAX,
                                    Keys.HTTP_IDLE,
                                    Keys.HTTP_REQUEST,
                                    Keys.HTTP_WRITE,
                                    Keys.HTTP_LINGER,
                                    Keys.HTTP_CONNECTIONS_MAX,
                                    Keys.HTTP_PARKED_MAX,
                                    Keys.HTTP_BLOCKING_MAX,
                                    Keys.HTTP_ORIGINS,
                                    Keys.HTTP_ACCESS_LOG,
                                    Keys.ACTUATOR)),
                    new KeyGroup(
                            "gRPC",
                            List.of(
                                    Keys.GRPC_MESSAGE_MAX,
                                    Keys.GRPC_CALLS_MAX,
                                    Keys.GRPC_RESETS_MAX,
                                    Keys.GRPC_SETUP_MAX,
                                    Keys.GRPC_ARRIVING_MAX,
                                    Keys.GRPC_MESSAGE,
                                    Keys.GRPC_PING_EVERY_MIN,
                                    Keys.GRPC_PUSHES_MAX,
                                    Keys.GRPC_UNACKED_MAX,
                                    Keys.GRPC_ANSWERS_MAX,
                                    Keys.GRPC_UNREAD_MAX,
                                    Keys.GRPC_SETUP,
                                    Keys.GRPC_QUIET,
                                    Keys.GRPC_SILENCE,
                                    Keys.GRPC_DETECTION,
                                    Keys.GRPC_ACK,
                                    Keys.GRPC_BLOCKED)));
}
