package dev.pharos.server.boot.host;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What a process may take. Unit: bytes.
 *
 * @param heapMax how large its heap may become
 * @param limit what this machine has, or the container it runs in
 */
public record Memory(long heapMax, long limit) {
    private static final int MEGA = 20;
    private static final long HEAP_LEAST = 40L << MEGA;

    /** What a node takes beside its heap: classes, compiled code, stacks, buffers. */
    private static final long BESIDE_HEAP = 96L << MEGA;

    /** Of this process. */
    public static Memory ofThisProcess() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Memory(Runtime.getRuntime().maxMemory(), system.getTotalMemorySize());
    }

    /**
     * Better no start than one that ends in the middle of the work.
     *
     * @throws IOException in one line, what is too little, and what to change
     */
    public void require() throws IOException {
        if (heapMax < HEAP_LEAST) {
            throw new IOException(
                    "too little memory: the heap may have "
                            + (heapMax >> MEGA)
                            + " MB (expected: at least "
                            + (HEAP_LEAST >> MEGA)
                            + " MB; JVM_XMX, or -Xmx in JAVA_OPT)");
        }
        if (limit < heapMax + BESIDE_HEAP) {
            throw new IOException(
                    "too little memory: this machine or container has "
                            + (limit >> MEGA)
                            + " MB, and the heap may take "
                            + (heapMax >> MEGA)
                            + " MB of it (expected: at least "
                            + (BESIDE_HEAP >> MEGA)
                            + " MB beside the heap; give it more, or set JVM_XMX to less)");
        }
    }
}
