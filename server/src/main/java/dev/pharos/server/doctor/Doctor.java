package dev.pharos.server.doctor;

import dev.pharos.server.port.finding.Findings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps findings, and logs each when it comes, when it changes, and when it goes. */
public final class Doctor implements Findings {
    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);
    private static final int KEPT_MAX = 256;

    private final Map<Key, Finding> kept = new ConcurrentSkipListMap<>();

    private record Key(String name, String place) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::name).thenComparing(Key::place);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    @Override
    public void report(Finding finding) {
        Key key = new Key(finding.name(), finding.place());
        boolean isKept = kept.containsKey(key) || kept.size() < KEPT_MAX;
        if (!isKept || !finding.equals(kept.put(key, finding))) {
            LOG.warn(
                    "finding={} place=\"{}\" cause=\"{}\" remedy=\"{}\"",
                    finding.name(),
                    finding.place(),
                    finding.cause(),
                    finding.remedy());
        }
    }

    @Override
    public void withdraw(String name, String place) {
        if (kept.remove(new Key(name, place)) != null) {
            LOG.info("finding={} place=\"{}\" is mended", name, place);
        }
    }

    @Override
    public List<Finding> now() {
        return List.copyOf(kept.values());
    }
}
