package dev.pharos.testkit.fault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import java.util.List;
import java.util.Map;

/** A debugger at a node that was started for one: it throws errors where none are. */
final class NodeDebugger implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 30_000;

    private final VirtualMachine machine;

    NodeDebugger(int port) throws Exception {
        AttachingConnector connector =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(each -> each.transport().name().equals("dt_socket"))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
        requireNonNull(arguments.get("port")).setValue(Integer.toString(port));
        machine = connector.attach(arguments);
    }

    /** From now on whoever comes to a method of this name waits there. */
    void breakAt(String type, String method) {
        assertThat(machine.classesByName(type).stream().map(it -> it.methodsByName(method)))
                .as("%s.%s, loaded", type, method)
                .anyMatch(methods -> !methods.isEmpty());
        for (ReferenceType found : machine.classesByName(type)) {
            found.methodsByName(method).stream()
                    .filter(each -> !each.isAbstract())
                    .forEach(
                            each ->
                                    machine.eventRequestManager()
                                            .createBreakpointRequest(each.location())
                                            .enable());
        }
    }

    /** Waits for a thread at a break, and throws there. */
    void throwThere(String errorType) throws Exception {
        ThreadReference thread = broken();
        machine.eventRequestManager().deleteAllBreakpoints();
        thread.stop(made(thread, errorType));
        machine.resume();
    }

    private ThreadReference broken() throws InterruptedException {
        while (true) {
            EventSet events = machine.eventQueue().remove(PATIENCE_MILLIS);
            if (events == null) {
                throw new AssertionError("nobody came to the break");
            }
            for (Event event : events) {
                if (event instanceof BreakpointEvent found) {
                    return found.thread();
                }
            }
            events.resume();
        }
    }

    private ObjectReference made(ThreadReference thread, String errorType) throws Exception {
        ClassType type = (ClassType) machine.classesByName(errorType).getFirst();
        var constructor = type.concreteMethodByName("<init>", "()V");
        return type.newInstance(
                thread, constructor, List.of(), ObjectReference.INVOKE_SINGLE_THREADED);
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException _) {
            // The node has ended, which is what the debugger was for.
        }
    }
}
