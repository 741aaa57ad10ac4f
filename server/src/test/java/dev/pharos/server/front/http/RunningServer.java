package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.front.listen.Loops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a free port with a few endpoints that tests need. */
final class RunningServer implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    /** A fault is its message, with a status that tells its kind. */
    static final Faults FAULTS =
            new Faults() {
                @Override
                public HttpAnswer answer(HttpCall call, Throwable failure) {
                    if (!(failure instanceof FaultException refused)) {
                        return HttpAnswer.text(500, "defect");
                    }
                    int status =
                            switch (refused.fault()) {
                                case Fault.TooLarge _ -> 413;
                                case Fault.Busy _ -> 503;
                                case Fault.Invalid _ -> 400;
                                default -> 409;
                            };
                    return HttpAnswer.text(status, refused.fault().message());
                }

                @Override
                public HttpAnswer notFound(HttpCall call) {
                    return HttpAnswer.text(404, "nothing at " + call.path());
                }

                @Override
                public HttpAnswer methodNotAllowed(HttpCall call, Set<String> allowed) {
                    return HttpAnswer.text(405, String.join(",", allowed));
                }
            };

    final Loops loops = new Loops(2);
    final HttpServer server;
    final int port;
    final Map<String, CompletableFuture<HttpAnswer>> parked = new ConcurrentHashMap<>();
    final Map<String, HttpCall> calls = new ConcurrentHashMap<>();
    final AtomicInteger gone = new AtomicInteger();
    final Queue<Accesses.Access> accesses = new ConcurrentLinkedQueue<>();
    private final List<Wire> wires = new ArrayList<>();

    RunningServer(HttpLimits limits) {
        Section section = new Section("/t", routes(), FAULTS, true);
        server =
                new HttpServer(
                        loops,
                        limits,
                        Router.of(List.of(section), FAULTS),
                        Origins.of("http://a.example, http://b.example"),
                        accesses::add);
        try {
            port =
                    server.start(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            "server.port");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With limits that no test meets by accident. */
    static RunningServer standard() {
        return new RunningServer(HttpLimits.standard());
    }

    static HttpLimits limits(HttpLimits.Patience patience) {
        HttpLimits standard = HttpLimits.standard();
        return new HttpLimits(standard.sizes(), patience, standard.counts());
    }

    static HttpLimits limits(HttpLimits.Sizes sizes) {
        HttpLimits standard = HttpLimits.standard();
        return new HttpLimits(sizes, standard.patience(), standard.counts());
    }

    static HttpLimits limits(HttpLimits.Counts counts) {
        HttpLimits standard = HttpLimits.standard();
        return new HttpLimits(standard.sizes(), standard.patience(), counts);
    }

    Wire wire() throws IOException {
        Wire wire = new Wire(port);
        wires.add(wire);
        return wire;
    }

    HttpCall call(String id) {
        return requireNonNull(calls.get(id));
    }

    void answerParked(String id, String text) {
        requireNonNull(parked.get(id)).complete(HttpAnswer.text(200, text));
    }

    /** Whether a fresh caller is served as if nothing had happened. */
    boolean serves() throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.ask("GET", "/t/echo?a=1").answer().body().equals("a=[1]");
        }
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
        server.close();
        loops.close();
    }

    private List<Route> routes() {
        return List.of(
                Route.prompt("GET", "/t/echo", RunningServer::echo),
                Route.prompt("POST", "/t/echo", RunningServer::echo),
                Route.prompt("PUT", "/t/echo", RunningServer::echo),
                Route.prompt("POST", "/t/size", RunningServer::size),
                Route.prompt("POST", "/t/thread", RunningServer::thread),
                Route.prompt("GET", "/t/big", RunningServer::big),
                Route.prompt("GET", "/t/later", this::later),
                Route.prompt("GET", "/t/throws", _ -> refuse()),
                Route.prompt("GET", "/t/fails", call -> later(call).thenCompose(_ -> refuse())),
                Route.prompt("GET", "/t/defect", _ -> defect()),
                Route.parking("GET", "/t/park", this::park),
                Route.parking("POST", "/t/park", this::park),
                Route.blocking("GET", "/t/block", RunningServer::block));
    }

    /** On which kind of thread it runs, once it has decoded what came. */
    private static CompletableFuture<HttpAnswer> thread(HttpCall call) {
        boolean isVirtual = Thread.currentThread().isVirtual();
        int length = call.parameter("a").orElse("").length();
        return CompletableFuture.completedFuture(
                HttpAnswer.text(200, (isVirtual ? "virtual " : "loop ") + length));
    }

    private static CompletableFuture<HttpAnswer> echo(HttpCall call) {
        StringBuilder text = new StringBuilder();
        for (String name : call.parameterNames()) {
            text.append(name).append('=').append(call.parameters(name));
        }
        return completedFuture(HttpAnswer.text(200, text.toString()));
    }

    private static CompletableFuture<HttpAnswer> size(HttpCall call) {
        int content = call.parameter("content").map(String::length).orElse(-1);
        return completedFuture(HttpAnswer.text(200, call.body().length + " " + content));
    }

    private static CompletableFuture<HttpAnswer> big(HttpCall call) {
        int bytes = call.parameter("bytes").map(Integer::parseInt).orElseThrow();
        return completedFuture(HttpAnswer.text(200, "x".repeat(bytes)));
    }

    private CompletableFuture<HttpAnswer> later(HttpCall call) {
        String text = call.parameter("say").orElse("");
        return CompletableFuture.supplyAsync(() -> HttpAnswer.text(200, text));
    }

    private CompletableFuture<HttpAnswer> park(HttpCall call) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        String id = call.parameter("id").orElse("");
        calls.put(id, call);
        parked.put(id, answer);
        var _ =
                call.gone()
                        .thenRun(
                                () -> {
                                    gone.incrementAndGet();
                                    parked.remove(id);
                                });
        return answer;
    }

    private static CompletableFuture<HttpAnswer> block(HttpCall call) {
        byte[] who = (Thread.currentThread().isVirtual() ? "virtual" : "loop").getBytes(UTF_8);
        return completedFuture(HttpAnswer.of(200, "", who));
    }

    private static CompletableFuture<HttpAnswer> refuse() {
        throw new FaultException(new Fault.Invalid("port", "70000", "1..65535"));
    }

    private static CompletableFuture<HttpAnswer> defect() {
        throw new IllegalStateException("a defect, as the test wishes");
    }
}
