package dev.pharos.testkit.sim;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.app.Beat;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.port.Caller;
import dev.pharos.testkit.world.SimTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client that publishes one address: over HTTP it beats at any node, over gRPC it lives on one
 * connection. It comes, goes, moves and dies as the dice say, and knows what must be shown of it.
 */
final class SimClient {
    static final Caller CALLER = new Caller("10.9.9.9", "Nacos-Java-Client:v1.4.8", "", "");
    private static final Duration NETWORK_MAX = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** What must be shown of it. */
    enum Wanted {
        /** Nothing: it is not registered, or has deregistered. */
        OUT,
        /**
         * Nothing, when it has expired: it has deregistered at a node that had not heard of one of
         * its registrations, being cut off from where that was made; or who knew it was killed.
         */
        FADING,
        /** Its address. */
        IN,
        /** Either: it is coming or going, or has died a moment ago. */
        OPEN
    }

    /** What a node has answered. */
    private record Answer(SimNode at, boolean yes) {}

    final ServiceName name;
    final String ip;
    final boolean beats;

    /** Whether it stays with one node for as long as that lives, although it beats. */
    final boolean faithful;

    private final EphemeralRun run;
    private final SimTime time;
    private Wanted wanted = Wanted.OUT;
    private long sinceMillis;
    private boolean dead;
    private boolean busy;
    private int connections;
    private int registrations;
    private Versions known = new Versions();
    private Optional<SimNode> node = Optional.empty();
    private Optional<ClientId> connection = Optional.empty();

    SimClient(EphemeralRun run, SimTime time, int number) {
        this.run = run;
        this.time = time;
        this.beats = number % 2 == 0;
        this.faithful = number % 4 == 0;
        this.name = EphemeralRun.service(number % EphemeralRun.SERVICES);
        this.ip = "10.0.0." + number;
        time.after(time.between(Duration.ZERO, Duration.ofSeconds(3)), this::come);
        if (beats) {
            time.after(time.between(Duration.ZERO, Duration.ofSeconds(5)), this::beat);
        } else {
            time.after(Duration.ofMillis(500), this::watchConnection);
        }
        time.after(time.between(Duration.ofSeconds(5), Duration.ofSeconds(30)), this::live);
    }

    Wanted wanted() {
        return wanted;
    }

    /** Whether a node has heard all that the one knew where it deregistered last. */
    boolean isKnownToHaveLeft(SimNode at) {
        return at.digest().versions().covers(known);
    }

    /** How often it has registered. */
    int registrations() {
        return registrations;
    }

    /** How long that has been so. Unit: milliseconds. */
    long sinceMillis() {
        return time.millis() - sinceMillis;
    }

    boolean isDead() {
        return dead;
    }

    /** Whether it is shown as it has registered last. */
    boolean isNewest(Instance instance) {
        return instance.weight() == registrations;
    }

    boolean isShown(List<Instance> instances) {
        return instances.stream().anyMatch(instance -> instance.ip().equals(ip));
    }

    private void become(Wanted now) {
        if (wanted != now) {
            run.note(ip + " " + wanted + " -> " + now);
            wanted = now;
            sinceMillis = time.millis();
        }
    }

    /** Now and then it goes, comes, moves or dies. */
    private void live() {
        if (dead || run.isQuiet()) {
            return;
        }
        int dice = time.random().nextInt(10);
        if (busy) {
            dice = 10;
        }
        if (dice < 3 && wanted == Wanted.IN) {
            go();
        } else if (dice < 7 && isOut()) {
            come();
        } else if (dice == 7 && wanted == Wanted.IN && !beats) {
            move();
        } else if (dice == 8 && wanted == Wanted.IN && run.isVisited() && !beats) {
            visit();
        } else if (dice == 9 && time.random().nextInt(8) == 0) {
            die();
        }
        time.after(time.between(Duration.ofSeconds(1), Duration.ofSeconds(12)), this::live);
    }

    /** That it has gone may have been forgotten. */
    void fade() {
        become(Wanted.FADING);
    }

    boolean isOut() {
        return wanted == Wanted.OUT || wanted == Wanted.FADING;
    }

    private void come() {
        if (dead || busy || wanted == Wanted.IN) {
            return;
        }
        become(Wanted.OPEN);
        busy = true;
        register(
                _ -> {
                    busy = false;
                    become(Wanted.IN);
                });
    }

    private void register(Consumer<SimNode> then) {
        Instance instance = Instance.at(name, ip, 80).withWeight(++registrations);
        if (beats) {
            call(service -> service.register(CALLER, name, instance).thenApply(_ -> true), then);
        } else {
            overConnection(
                    (service, mine) -> service.register(CALLER, name, mine, List.of(instance)),
                    then);
        }
    }

    private void go() {
        become(Wanted.OPEN);
        busy = true;
        time.after(Duration.ofSeconds(1), this::deregister);
    }

    private void deregister() {
        if (beats) {
            call(
                    service -> service.deregister(CALLER, name, ip, 80, true).thenApply(_ -> true),
                    this::left);
        } else {
            List<Instance.Address> address = List.of(Instance.at(name, ip, 80).address());
            overConnection(
                    (service, mine) -> service.deregister(CALLER, name, mine, address), this::left);
        }
    }

    private void left(SimNode at) {
        busy = false;
        known = at.digest().versions();
        become(run.hasUnheard(this, at) ? Wanted.FADING : Wanted.OUT);
    }

    /** On its connection, or on another one when its node does not answer. */
    private void overConnection(
            BiFunction<RegistryService, ClientId, CompletionStage<Void>> what,
            Consumer<SimNode> then) {
        if (dead) {
            return;
        }
        connect();
        boolean[] over = {false};
        time.after(
                node.isEmpty() ? Duration.ofMillis(300) : PATIENCE,
                () -> {
                    if (!over[0]) {
                        over[0] = true;
                        overConnection(what, then);
                    }
                });
        if (node.isEmpty()) {
            return;
        }
        SimNode at = node.get();
        ClientId mine = connection.orElseThrow();
        time.after(
                time.between(Duration.ZERO, NETWORK_MAX),
                () -> {
                    if (at.isFilled()) {
                        run.note(ip + " calls " + at.id + " by " + mine);
                        what.apply(at.service(), mine)
                                .thenRun(
                                        () ->
                                                answered(
                                                        at,
                                                        () -> {
                                                            if (!over[0]) {
                                                                over[0] = true;
                                                                then.accept(at);
                                                            }
                                                        }));
                    }
                });
    }

    /** Together with its node. */
    void perish() {
        dead = true;
        become(Wanted.OUT);
    }

    /** Whether it is registered over a connection to this node. */
    boolean isOn(SimNode at) {
        return !beats && !busy && wanted == Wanted.IN && node.equals(Optional.of(at));
    }

    private void die() {
        dead = true;
        become(Wanted.OPEN);
        ClientId mine = connection.orElse(ClientId.connection("none"));
        SimNode at = node.orElse(null);
        time.after(
                time.between(Duration.ZERO, Duration.ofSeconds(4)),
                () -> {
                    if (at != null && at.isFilled()) {
                        at.service().disconnect(mine);
                    }
                });
    }

    /** Makes a connection to some node, if there is none. */
    private void connect() {
        if (node.isEmpty() || node.get().isMissed()) {
            node = run.anyNode();
            connection = node.map(_ -> ClientId.connection(ip + "-" + ++connections));
        }
    }

    /** A connection ends with its node; the client notices, and comes back elsewhere. */
    private void watchConnection() {
        if (dead) {
            return;
        }
        if (node.isPresent() && node.get().isMissed() && !busy && wanted == Wanted.IN) {
            node = Optional.empty();
            connection = Optional.empty();
            busy = true;
            time.after(
                    time.between(Duration.ZERO, Duration.ofSeconds(2)),
                    () -> register(_ -> busy = false));
        }
        time.after(Duration.ofMillis(500), this::watchConnection);
    }

    private void move() {
        SimNode before = node.orElseThrow();
        ClientId old = connection.orElseThrow();
        busy = true;
        node = Optional.empty();
        connection = Optional.empty();
        Runnable leave =
                () -> {
                    if (before.isFilled()) {
                        before.service().disconnect(old);
                    }
                };
        register(
                _ ->
                        time.after(
                                time.between(Duration.ZERO, Duration.ofSeconds(1)),
                                () -> {
                                    leave.run();
                                    busy = false;
                                }));
    }

    /** Registers for a moment over a second connection; the first one stays. */
    private void visit() {
        Optional<SimNode> other = run.anyNode().filter(one -> !Optional.of(one).equals(node));
        if (other.isEmpty()) {
            return;
        }
        RegistryService there = other.get().service();
        ClientId second = ClientId.connection(ip + "-visit-" + ++connections);
        Instance instance = Instance.at(name, ip, 80).withWeight(registrations);
        run.note(ip + " visits " + other.get().id);
        var _ = there.register(CALLER, name, second, List.of(instance));
        time.after(
                time.between(Duration.ofMillis(100), Duration.ofMillis(900)),
                () -> {
                    if (other.get().isFilled()) {
                        there.disconnect(second);
                    }
                });
    }

    private void beat() {
        if (dead) {
            return;
        }
        if (wanted == Wanted.IN && !busy) {
            busy = true;
            Beat light = new Beat(ip, 80, Instance.DEFAULT_POOL, Optional.empty());
            once(
                    service -> service.beat(CALLER, name, light).thenApply(Beat.Answer::known),
                    answer -> {
                        if (answer.filter(known -> !known.yes()).isPresent()) {
                            run.note(ip + " is unknown");
                            run.unknown(this, answer.get().at());
                            register(_ -> busy = false);
                        } else {
                            busy = false;
                        }
                    });
        }
        time.after(Duration.ofSeconds(5), this::beat);
    }

    /** At any node, again and again, until one has answered. */
    private void call(
            Function<RegistryService, CompletionStage<Boolean>> what, Consumer<SimNode> then) {
        run.note(ip + " calls");
        once(
                what,
                answer -> {
                    if (dead) {
                        return;
                    }
                    if (answer.isPresent()) {
                        then.accept(answer.get().at());
                    } else {
                        time.after(Duration.ofSeconds(1), () -> call(what, then));
                    }
                });
    }

    /** At any node; the answer is absent when that one is not there, or dies meanwhile. */
    private void once(
            Function<RegistryService, CompletionStage<Boolean>> what,
            Consumer<Optional<Answer>> then) {
        boolean[] over = {false};
        Consumer<Optional<Answer>> first =
                answer -> {
                    if (!over[0]) {
                        over[0] = true;
                        then.accept(answer);
                    }
                };
        time.after(PATIENCE, () -> first.accept(Optional.empty()));
        Optional<SimNode> any = nodeToCall();
        if (any.isEmpty()) {
            return;
        }
        SimNode at = any.get();
        time.after(
                time.between(Duration.ZERO, NETWORK_MAX),
                () -> {
                    if (at.isFilled()) {
                        run.note(ip + " at " + at.id);
                        what.apply(at.service())
                                .whenComplete((answer, _) -> answered(at, answer, first));
                    }
                });
    }

    private Optional<SimNode> nodeToCall() {
        if (!faithful) {
            return run.anyNode();
        }
        if (node.isEmpty() || node.get().isMissed()) {
            node = run.anyNode();
        }
        return node;
    }

    private void answered(SimNode at, @Nullable Boolean answer, Consumer<Optional<Answer>> then) {
        answered(
                at, () -> then.accept(Optional.ofNullable(answer).map(yes -> new Answer(at, yes))));
    }

    private void answered(SimNode at, Runnable then) {
        time.after(
                time.between(Duration.ZERO, NETWORK_MAX),
                () -> {
                    if (at.isAlive()) {
                        then.run();
                    }
                });
    }
}
