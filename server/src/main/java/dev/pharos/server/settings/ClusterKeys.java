package dev.pharos.server.settings;

import java.time.Duration;

/** The keys of {@link Keys} that say whether a node is one of several, and how it knows them. */
public final class ClusterKeys {
    /** In place of a secret: one is to be made. */
    public static final String SECRET_MADE = "generate";

    public static final Key<Boolean> STANDALONE =
            Key.flag(
                    "nacos.standalone",
                    true,
                    "Whether this node is alone; false makes it one of a cluster. For"
                            + " bin/startup.sh the default is false, and -m and MODE say it too.");
    public static final Key<String> MEMBER_LIST =
            Key.text(
                    "nacos.member.list",
                    "",
                    Keys.ANY,
                    "The nodes of the cluster, as HOST:PORT with commas between, in place of the"
                            + " file; or one name that stands for all of them.");
    public static final Key<String> CLUSTER_FILE =
            Key.text(
                    "pharos.cluster.file",
                    "conf/cluster.conf",
                    Keys.ANY,
                    "The file that lists the nodes of the cluster. It is read again and again, and"
                            + " never written.");
    public static final Key<Integer> CLUSTER_SIZE =
            Key.whole(
                    "pharos.cluster.size",
                    0,
                    "0..1000",
                    "How many nodes found the cluster, when one name stands for all of them; a list"
                            + " counts for itself.");
    public static final Key<String> CLUSTER_SECRET =
            Key.text(
                    "pharos.cluster.secret",
                    "",
                    Keys.ANY,
                    "What all nodes of the cluster know, and nobody else; when empty, whoever calls"
                            + " from a listed address is taken for a node. The word "
                            + SECRET_MADE
                            + " has the node make one that founds the cluster; pharos cluster token"
                            + " prints it there, for the other nodes.");
    public static final Key<Integer> PEER_PORT_OFFSET =
            Key.whole(
                    "pharos.peer.port-offset",
                    -1000,
                    "-65535..65535",
                    "The port for other nodes is server.port plus this, on every node; ?raft_port="
                            + " in the list names another one.");

    public static final Key<Duration> AWAY_GRACE =
            Key.span(
                    "pharos.registry.away-grace",
                    "30s",
                    "1s..1h",
                    "How long instances are shown whose gRPC clients were connected to a node that"
                            + " is out of reach, and have not come back at another one.");
    public static final Key<Duration> FILL_MAX =
            Key.span(
                    "pharos.registry.fill-max",
                    "2s",
                    "0s..1m",
                    "How long a start waits for the instances that the other nodes know, before it"
                            + " serves clients.");

    private ClusterKeys() {}
}
