package dev.pharos.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.law.Seeds;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryCommand.Sweep;
import dev.pharos.core.registry.ServiceView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Restarts among random registrations; {@code -Dseed=} repeats a failure. */
final class RestartLaws {
    private static final long GRACE = 10_000;
    private static final int SERVICES = 3;
    private static final int CLIENTS = 5;

    /** What all clients publish at the moment of a restart; the second number is the restart. */
    private final TreeMap<ServiceName, TreeMap<Integer, Register>> all = new TreeMap<>();

    @Test
    void noListIsShorterUntilTheGraceIsOver() {
        Seeds.each(
                random -> {
                    Registry before = registered(random);
                    Registry after = new Registry(10, true);
                    new Replica(after).restore(new Replica(before).picture(), 0, GRACE);
                    var were = addresses(before);
                    assertThat(addresses(after)).isEqualTo(were);
                    List<RegistryCommand> back = back(random, 1);
                    long at = 0;
                    for (RegistryCommand command : back.subList(0, random.nextInt(back.size()))) {
                        after.apply(command);
                        at = Math.min(GRACE - 1, at + random.nextInt(2_000));
                        after.apply(new Sweep(at));
                        assertThat(addresses(after)).isEqualTo(were);
                    }
                });
    }

    @Test
    void afterAllHaveComeBackNothingIsLeftOfTheRestart() {
        Seeds.each(
                random -> {
                    Registry never = registered(random);
                    Registry restarted = new Registry(10, true);
                    new Replica(restarted).restore(new Replica(never).picture(), 0, GRACE);
                    back(random, 1).forEach(restarted::apply);
                    assertThat(addresses(restarted)).isEqualTo(addresses(never));
                    restarted.apply(new Sweep(GRACE));
                    assertThat(addresses(restarted)).isEqualTo(addresses(never));
                    assertThat(restarted.bytes()).isEqualTo(never.bytes());
                    List<Integer> leaving = shuffled(random);
                    for (int client : leaving) {
                        never.apply(new Disconnect(client(client, 0), GRACE));
                        restarted.apply(new Disconnect(client(client, 1), GRACE));
                        assertThat(addresses(restarted)).isEqualTo(addresses(never));
                    }
                    assertThat(addresses(restarted)).isEmpty();
                });
    }

    @Test
    void anyNumberOfRestartsIsLikeOne() {
        Seeds.each(
                random -> {
                    Registry now = registered(random);
                    var were = addresses(now);
                    for (int restart = 1; restart <= 4; restart++) {
                        Registry next = new Registry(10, true);
                        new Replica(next).restore(new Replica(now).picture(), 0, GRACE);
                        List<RegistryCommand> back = back(random, restart);
                        back.subList(0, random.nextInt(back.size())).forEach(next::apply);
                        next.apply(new Sweep(GRACE - 1));
                        assertThat(addresses(next)).isEqualTo(were);
                        now = next;
                    }
                    back(random, 4).forEach(now::apply);
                    now.apply(new Sweep(GRACE));
                    assertThat(addresses(now)).isEqualTo(were);
                });
    }

    /** Even clients beat for one address each, odd ones are connections with several. */
    private Registry registered(Random random) {
        all.clear();
        Registry registry = new Registry(10, true);
        for (int i = 0; i < 12; i++) {
            int client = random.nextInt(CLIENTS);
            ServiceName service =
                    new ServiceName(Namespace.PUBLIC, "g", "s" + random.nextInt(SERVICES));
            List<Instance> instances = new ArrayList<>();
            if (beats(client)) {
                instances.add(Instance.at(service, "10.0.0." + client, 80));
            } else {
                for (int k = random.nextInt(3); k >= 0; k--) {
                    instances.add(Instance.at(service, "10.0.0." + random.nextInt(6), 80));
                }
            }
            Register register =
                    new Register(service, client(client, 0), instances, beats(client), 0);
            registry.apply(register);
            all.computeIfAbsent(service, _ -> new TreeMap<>()).put(client, register);
        }
        return registry;
    }

    /** All clients, in any order, as they come back after that restart. */
    private List<RegistryCommand> back(Random random, int restart) {
        List<RegistryCommand> back = new ArrayList<>();
        all.forEach(
                (service, clients) ->
                        clients.forEach(
                                (number, register) -> {
                                    ClientId client = client(number, restart);
                                    boolean beat = beats(number) && random.nextBoolean();
                                    back.add(
                                            beat
                                                    ? new Renew(service, client, 0)
                                                    : new Register(
                                                            service,
                                                            client,
                                                            register.instances(),
                                                            register.beating(),
                                                            0));
                                }));
        Collections.shuffle(back, random);
        return back;
    }

    private static List<Integer> shuffled(Random random) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, random);
        return numbers;
    }

    private static boolean beats(int client) {
        return client % 2 == 0;
    }

    private static ClientId client(int number, int restart) {
        return beats(number)
                ? ClientId.address("10.0.0." + number, 80, true)
                : ClientId.connection("c" + number + "." + restart);
    }

    private static Map<ServiceName, Set<Instance.Address>> addresses(Registry registry) {
        Map<ServiceName, Set<Instance.Address>> shown = new TreeMap<>();
        for (int i = 0; i < SERVICES; i++) {
            ServiceName name = new ServiceName(Namespace.PUBLIC, "g", "s" + i);
            Set<Instance.Address> at = new TreeSet<>();
            registry.view(name, 0).map(ServiceView::instances).orElse(List.of()).stream()
                    .map(Instance::address)
                    .forEach(at::add);
            if (!at.isEmpty()) {
                shown.put(name, at);
            }
        }
        return shown;
    }
}
