package dev.pharos.server.boot.host;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Optional;

/** How many files and connections a process may have open at once. */
public record OpenFiles(long max) {
    /** What a few thousand clients and their bursts need. */
    private static final long ENOUGH = 4096;

    /** Of this process, which has raised its own limit as far as it may. */
    public static OpenFiles ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return new OpenFiles(
                system instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE);
    }

    /** In one line, what is too little and what to change; nothing, when it is enough. */
    public Optional<String> warning() {
        return max >= ENOUGH
                ? Optional.empty()
                : Optional.of(
                        "few open files: this process may have "
                                + max
                                + " files and connections, and each client takes one (expected: at"
                                + " least "
                                + ENOUGH
                                + "; ulimit -n 65536 before the start, or LimitNOFILE of systemd)");
    }
}
