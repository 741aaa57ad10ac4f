package dev.pharos.testkit.client;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * An unmodified official client in a process of its own, commanded a line at a time.
 *
 * <p>What the client tells its listeners is kept by topic (a service, a configuration), so that a
 * test waits for what it means and events of other topics stay where they are. What the client logs
 * goes to a file, whose end is part of each failure: there stands what it disliked on the wire.
 *
 * <p>Thread: commands are carried out one after another by the client, whoever sends them.
 */
public final class ClientProcess implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(3);
    private static final int LOG_LINES_SHOWN = 25;
    private static final int LOG_LINE_MAX = 400;

    private final String name;
    private final Process process;
    private final PrintStream commands;
    private final Path log;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<String, CompletableFuture<ClientLine>> replies = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<ClientLine>> events = new ConcurrentHashMap<>();
    private final Queue<String> strays = new ConcurrentLinkedQueue<>();

    private ClientProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Starts the driver of that release; the client itself is made by {@link #open}. */
    public static ClientProcess start(ClientRelease release, ClientSite site) {
        try {
            Path home = Files.createDirectories(site.folder().resolve("home").toAbsolutePath());
            Path log = site.folder().resolve("client.log").toAbsolutePath();
            List<String> command = new ArrayList<>(release.command(home));
            site.arguments().forEach(command::add);
            ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
            builder.environment().put("HOME", home.toString());
            builder.redirectError(log.toFile());
            ClientProcess client = new ClientProcess(site.name(), builder.start(), log);
            Thread.ofPlatform().daemon().name("client-" + site.name()).start(client::read);
            return client;
        } catch (IOException failure) {
            throw new UncheckedIOException("client " + site.name(), failure);
        }
    }

    /** Makes the client's naming and configuration parts, as its constructors do. */
    public ClientProcess open() {
        call("open");
        return this;
    }

    /** Has the client do something. Fails: with what the client said, if it refused. */
    public ClientLine call(String verb, String... pairs) {
        ClientLine reply = attempt(verb, pairs);
        if (!reply.need("ok").equals("true")) {
            throw failure(verb + " failed: " + reply.find("error").orElse("no reason given"));
        }
        return reply;
    }

    /** Has the client do something, which may fail: then the reply holds {@code error}. */
    public ClientLine attempt(String verb, String... pairs) {
        String id = String.valueOf(lastId.incrementAndGet());
        CompletableFuture<ClientLine> reply = new CompletableFuture<>();
        replies.put(id, reply);
        if (!process.isAlive()) {
            throw failure(verb + " asked of a process that has ended");
        }
        commands.println(ClientLine.of(verb, pairs).with("id", id).text());
        try {
            return reply.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw failure("no answer to " + verb + " within " + ANSWER);
        } catch (ExecutionException ended) {
            throw failure("process ended instead of answering " + verb);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** Waits until the client tells its subscriber a list of instances as wanted. */
    public List<SeenInstance> expectInstances(
            String service, Predicate<List<SeenInstance>> wanted, Duration within) {
        String topic = "instances " + service;
        return expect(topic, line -> wanted.test(line.instances()), within).instances();
    }

    /** The lists that the client has told its subscriber and nobody has waited for, in order. */
    public List<List<SeenInstance>> toldInstances(String service) {
        List<ClientLine> lines = new ArrayList<>();
        queue("instances " + service).drainTo(lines);
        return lines.stream().map(ClientLine::instances).toList();
    }

    /** Waits until the client tells its listener that content. */
    public void expectContent(String dataId, String content, Duration within) {
        String topic = "config " + dataId;
        expect(topic, line -> line.find("content").equals(Optional.of(content)), within);
    }

    /** Waits until the client tells its listener that the configuration is gone. */
    public void expectRemoved(String dataId, Duration within) {
        expect("config " + dataId, line -> line.find("content").isEmpty(), within);
    }

    /** Waits until the client has logged that text. */
    public void expectLogged(String text, Duration within) {
        Awaitility.await(name + " logs " + text)
                .atMost(within)
                .until(() -> Files.readString(log).contains(text));
    }

    /** Ends the process as {@code kill -9} does: nothing is said to the server. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Has the client close itself, then ends the process whatever it does. */
    @Override
    public void close() {
        if (process.isAlive()) {
            commands.println(ClientLine.of("exit", "id", "exit").text());
            process.onExit().completeOnTimeout(process, END.toSeconds(), TimeUnit.SECONDS).join();
            kill();
        }
        commands.close();
    }

    /** Lines that passed without being what was waited for are told when nothing else comes. */
    private ClientLine expect(String topic, Predicate<ClientLine> wanted, Duration within) {
        List<ClientLine> passed = new ArrayList<>();
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (true) {
            Optional<ClientLine> line = next(topic, deadlineNanos - System.nanoTime());
            if (line.isEmpty()) {
                throw failure("not told within " + within + ": " + topic + "; told: " + passed);
            }
            if (wanted.test(line.get())) {
                return line.get();
            }
            passed.add(line.get());
        }
    }

    private Optional<ClientLine> next(String topic, long withinNanos) {
        try {
            return Optional.ofNullable(queue(topic).poll(withinNanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** The reading thread: until the process closes its output. */
    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String text = reader.readLine();
            while (text != null) {
                take(text);
                text = reader.readLine();
            }
        } catch (IOException _) {
            // The pipe broke: the process ended, as below.
        }
        replies.values().forEach(reply -> reply.completeExceptionally(new EOFException(name)));
    }

    /** Lines that are not ours come from the virtual machine, which warns on standard output. */
    private void take(String text) {
        if (!text.startsWith("reply ") && !text.startsWith("event ")) {
            strays.add(text);
            return;
        }
        ClientLine line = ClientLine.parse(text);
        if (line.verb().equals("reply")) {
            CompletableFuture<ClientLine> reply = replies.remove(line.need("id"));
            if (reply != null) {
                reply.complete(line);
            }
            return;
        }
        switch (line.need("kind")) {
            case "instances" -> queue("instances " + line.need("service")).add(line);
            case "config" -> queue("config " + line.need("dataId")).add(line);
            default -> {
                // "ready": nobody waits for it, commands wait in the pipe
            }
        }
    }

    private BlockingQueue<ClientLine> queue(String topic) {
        return events.computeIfAbsent(topic, _ -> new LinkedBlockingQueue<>());
    }

    private AssertionError failure(String what) {
        String said = strays.isEmpty() ? "" : "\nstray lines: " + strays;
        return new AssertionError(
                "client " + name + ": " + what + said + "\nend of " + log + ":\n" + endOfLog());
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
            return lines.subList(from, lines.size()).stream()
                    .map(line -> line.substring(0, Math.min(line.length(), LOG_LINE_MAX)))
                    .collect(Collectors.joining("\n"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
