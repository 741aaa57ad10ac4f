package dev.pharos.server.settings;

import java.util.Map;

/**
 * Where keys are set: a file, the environment, the command line.
 *
 * @param name as it stands in messages
 * @param entries as they are written there
 * @param shape how names are spelt there
 */
public record Source(String name, Map<String, String> entries, Shape shape) {
    /** How names are spelt in a source, and so which of them are known to be meant for us. */
    public enum Shape {
        /** As declared; any {@code pharos.} key is meant for us. */
        DOTTED,
        /** Capitals and underscores; what is unknown there is a stranger's. */
        ENVIRONMENT
    }

    public Source {
        entries = Map.copyOf(entries);
    }
}
