package dev.pharos.server.boot;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.settings.SettingException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** The process: reads what it is asked, runs a node, ends with a code that says how it went. */
public final class Main {
    /** It cannot start: a port, the data folder, a setting. */
    private static final int CANNOT_START = 1;

    /** The command line is not understood. */
    private static final int WRONG_USE = 2;

    /** An invariant is broken; to be replaced, not to go on. */
    private static final int BROKEN = 70;

    private static final Duration CLOSING_MAX = Duration.ofSeconds(9);

    private final AtomicInteger code = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ending = new CountDownLatch(1);

    private Main() {}

    /** Exit codes: 0 stopped as asked, 1 cannot start, 2 wrong use, 70 broken inside. */
    public static void main(String[] words) throws InterruptedException {
        switch (Arguments.parse(List.of(words))) {
            case Arguments.Start start -> System.exit(new Main().run(start));
            case Arguments.Help _ -> System.out.print(Arguments.USAGE);
            case Arguments.Version _ -> System.out.println("Pharos " + Banner.version());
            case Arguments.Wrong wrong -> {
                System.err.println("pharos: " + wrong.line());
                System.exit(WRONG_USE);
            }
        }
    }

    private int run(Arguments.Start start) throws InterruptedException {
        try {
            Node node = Node.start(Sources.read(start), Path.of(start.data()), this::broken);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(node), "pharos-end"));
            System.out.print(node.banner().text(sinceJvmStart()));
            System.out.flush();
        } catch (IOException | SettingException e) {
            String line = "pharos: " + reason(e);
            System.err.println(line);
            if (!(e instanceof DataFolder.TakenException)) { // the file is the other node's then
                start.report().ifPresent(file -> report(Path.of(file), line));
            }
            return CANNOT_START;
        }
        ending.await();
        return code.get();
    }

    /** A file that cannot be had says no more than its name. */
    static String reason(Exception failure) {
        if (!(failure instanceof FileSystemException file) || file.getReason() != null) {
            return String.valueOf(failure.getMessage());
        }
        return file.getFile()
                + switch (file) {
                    case AccessDeniedException _ ->
                            ": this user may not (expected: all in the data folder belongs to the"
                                    + " user who starts the node)";
                    case FileAlreadyExistsException _ ->
                            ": this is in the way (expected: a folder, or nothing)";
                    case NoSuchFileException _ -> ": it is not there";
                    default -> ": " + file.getClass().getSimpleName();
                };
    }

    private static void report(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", CREATE, APPEND);
        } catch (IOException _) {
            // it stands at the terminal
        }
    }

    private static long sinceJvmStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /**
     * What a loop says that has failed; the node goes down, and is not to go on meanwhile. While it
     * is closed, what still runs may find that what it needs is gone.
     */
    private void broken(String loop, Throwable failure) {
        if (closing.get()) {
            LoggerFactory.getLogger(Main.class)
                    .info("failed while this node was closed: loop={}", loop, failure);
            return;
        }
        LoggerFactory.getLogger(Main.class)
                .error("a broken invariant stops this node: loop={}", loop, failure);
        code.set(BROKEN);
        ending.countDown();
    }

    /**
     * Runs when the process is told to end, by a signal or by {@link System#exit}. A signal's own
     * exit code would be 143, so the process is halted with ours.
     */
    private void end(Node node) {
        closing.set(true);
        Thread close = new Thread(node::close, "pharos-close");
        close.setDaemon(true);
        close.start();
        try {
            boolean closed = close.join(CLOSING_MAX);
            String late = "pharos: not closed within " + CLOSING_MAX.toSeconds() + " s";
            System.out.println(closed ? "stopped" : late);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code.get());
    }
}
