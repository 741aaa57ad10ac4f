package dev.pharos.server.cluster.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LobbyTest {
    private static final String LISTED = "10.0.0.1";

    private final Lobby lobby = new Lobby(address -> address.getHostAddress().equals(LISTED));

    @Test
    void anAddressCrowdsOutItselfFirst() {
        Channel other = enter("10.0.1.1");
        List<Channel> many = enter("10.0.1.2", Lobby.WAITING_OF_ADDRESS_MAX);
        Channel last = enter("10.0.1.2");

        assertThat(other.isOpen()).isTrue();
        assertThat(many.getFirst().isOpen()).isFalse();
        assertThat(many.subList(1, many.size())).allMatch(Channel::isOpen);
        assertThat(last.isOpen()).isTrue();
    }

    @Test
    void whoIsExpectedIsCrowdedOutByNobodyElse() {
        Channel listed = enter(LISTED);
        List<Channel> strangers = new ArrayList<>();
        for (int i = 0; i < 4 * Lobby.WAITING_MAX; i++) {
            strangers.add(enter("10.1." + i / 200 + "." + i % 200));
        }

        assertThat(listed.isOpen()).isTrue();
        assertThat(strangers).filteredOn(Channel::isOpen).hasSize(Lobby.WAITING_MAX - 1);
        assertThat(strangers.getLast().isOpen()).isTrue();
    }

    @Test
    void whoHasLeftTakesNoRoom() {
        List<Channel> shown = enter("10.0.1.1", Lobby.WAITING_OF_ADDRESS_MAX);
        shown.forEach(lobby::leave);
        enter("10.0.1.1", Lobby.WAITING_OF_ADDRESS_MAX);

        assertThat(shown).allMatch(Channel::isOpen);
    }

    private List<Channel> enter(String address, int times) {
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            channels.add(enter(address));
        }
        return channels;
    }

    private Channel enter(String address) {
        EmbeddedChannel channel = new EmbeddedChannel();
        try {
            lobby.enter(channel, InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
        return channel;
    }
}
