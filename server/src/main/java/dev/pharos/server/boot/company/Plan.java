package dev.pharos.server.boot.company;

import dev.pharos.core.member.Address;
import dev.pharos.server.cluster.member.Lists;
import dev.pharos.server.settings.ClusterKeys;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an operator has said of the cluster.
 *
 * @param makesSecret whether a secret is made where the cluster is founded
 * @param told where others reach this node's HTTP, unless the list says otherwise
 * @param bound the address to listen on; empty for all
 */
public record Plan(
        Lists.Settings lists,
        Optional<String> secret,
        boolean makesSecret,
        int portOffset,
        Address told,
        int grpcPort,
        String bound) {
    private static final int PORT_MAX = 65_535;

    /**
     * Of a node that is to be one of several.
     *
     * @throws SettingException in one line, which settings do not fit each other
     */
    public static Plan of(Settings settings, Address told, int grpcPort) throws SettingException {
        int offset = settings.of(ClusterKeys.PEER_PORT_OFFSET);
        int port = told.port() + offset;
        if (settings.of(Keys.PORT) == 0) {
            throw new SettingException(
                    Keys.PORT + ": 0 (expected: the port by which the list names this node)");
        }
        if (port < 1 || port > PORT_MAX || port == told.port() || port == grpcPort) {
            throw new SettingException(
                    ClusterKeys.PEER_PORT_OFFSET
                            + ": "
                            + offset
                            + " makes the port for other nodes "
                            + port
                            + " (expected: another port than "
                            + told.port()
                            + " and "
                            + grpcPort
                            + " in 1.."
                            + PORT_MAX
                            + ")");
        }
        String secret = settings.of(ClusterKeys.CLUSTER_SECRET);
        boolean makesSecret = secret.equals(ClusterKeys.SECRET_MADE);
        String members = settings.of(ClusterKeys.MEMBER_LIST);
        Lists.Place place =
                members.isBlank()
                        ? new Lists.Place.InFile(Path.of(settings.of(ClusterKeys.CLUSTER_FILE)))
                        : new Lists.Place.InKey(ClusterKeys.MEMBER_LIST.name(), members);
        return new Plan(
                new Lists.Settings(place, told.port(), settings.of(ClusterKeys.CLUSTER_SIZE)),
                Optional.of(secret).filter(text -> !text.isBlank() && !makesSecret),
                makesSecret,
                offset,
                told,
                grpcPort,
                settings.of(Keys.ADDRESS_BOUND));
    }
}
