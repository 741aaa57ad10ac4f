package dev.pharos.server.front.v1.backup;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.port.Backups;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Everything below {@code /v1/pharos}: what an operator asks and Nacos does not know. A backup
 * holds all secrets, and nobody is asked yet who he is; so it is given to callers of this machine
 * alone, and not to those whom a proxy on it speaks for.
 */
public final class BackupV1 {
    private static final String BYTES = "application/octet-stream";
    private static final List<String> OF_PROXIES =
            List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final Backups backups;
    private final Executor tasks;

    private BackupV1(Backups backups, Executor tasks) {
        this.backups = backups;
        this.tasks = tasks;
    }

    /**
     * The section of a router that serves this.
     *
     * @param tasks runs what may block
     * @param context path before {@code /v1}
     */
    public static Section section(Backups backups, Executor tasks, Faults faults, String context) {
        String base = context + "/v1/pharos";
        BackupV1 it = new BackupV1(backups, tasks);
        return new Section(
                base, List.of(Route.prompt("POST", base + "/backup", it::backup)), faults, false);
    }

    private CompletionStage<HttpAnswer> backup(HttpCall call) {
        if (!isOfThisMachine(call)) {
            throw new FaultException(
                    new Fault.Denied("back up", "this node from elsewhere than its own machine"));
        }
        return backups.take().thenApply(backup -> HttpAnswer.of(BYTES, spout(backup, call)));
    }

    private Spout spout(Backups.Backup backup, HttpCall call) {
        Spout spout = new Spout(backup);
        var _ = call.gone().thenRun(spout::forget);
        tasks.execute(spout::pour);
        return spout;
    }

    private static boolean isOfThisMachine(HttpCall call) {
        return isOfThisMachine(call.remote().getAddress())
                && OF_PROXIES.stream().allMatch(name -> call.header(name).isEmpty());
    }

    /** Who calls an address of its own machine comes from that address. */
    private static boolean isOfThisMachine(InetAddress caller) {
        try {
            return caller.isLoopbackAddress() || NetworkInterface.getByInetAddress(caller) != null;
        } catch (SocketException _) {
            return false;
        }
    }
}
