package dev.pharos.server.telemetry.meter;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one node as Prometheus reads them. The libraries are not touched before somebody
 * asks for the first time: a start does not wait for them, and a node that nobody scrapes has not
 * loaded them. Therefore pauses of the garbage collector count from then on.
 */
public final class Exposition implements AutoCloseable {
    /** What the text is declared as. */
    public static final String TYPE = "text/plain;version=0.0.4;charset=utf-8";

    private final Meters meters;
    private final Supplier<Census> census;
    private @Nullable Libraries libraries;
    private boolean closed;

    /** What is made for the first who asks. */
    private record Libraries(PrometheusMeterRegistry registry, JvmGcMetrics pauses) {
        static Libraries of(NacosNames names) {
            PrometheusMeterRegistry registry =
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            registry.getPrometheusRegistry().register(names);
            JvmGcMetrics pauses = new JvmGcMetrics();
            List<MeterBinder> binders =
                    List.of(
                            pauses,
                            new JvmMemoryMetrics(),
                            new JvmThreadMetrics(),
                            new ClassLoaderMetrics(),
                            new ProcessorMetrics(),
                            new UptimeMetrics(),
                            new FileDescriptorMetrics());
            binders.forEach(binder -> binder.bindTo(registry));
            return new Libraries(registry, pauses);
        }

        void close() {
            pauses.close();
            registry.close();
        }
    }

    /** {@code census}: asked once for each text; may block for a moment. */
    public Exposition(Meters meters, Supplier<Census> census) {
        this.meters = meters;
        this.census = census;
    }

    /** All figures now. Blocks for a moment, the first time for longer. */
    public synchronized byte[] text() {
        Libraries ready = libraries;
        if (ready == null) {
            if (closed) {
                return new byte[0];
            }
            ready = Libraries.of(new NacosNames(meters, census));
            libraries = ready;
        }
        return ready.registry().scrape(TYPE).getBytes(StandardCharsets.UTF_8);
    }

    /** Listens to the garbage collector no more. */
    @Override
    public synchronized void close() {
        closed = true;
        Libraries ready = libraries;
        libraries = null;
        if (ready != null) {
            ready.close();
        }
    }
}
