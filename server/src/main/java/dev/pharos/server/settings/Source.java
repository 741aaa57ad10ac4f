package dev.pharos.server.settings;

import java.util.Map;

/**
 * Where keys are set: a file, the environment, the command line.
 *
 * @param name as it stands in messages: "on the command line"
 * @param entries as they are written there
 * @param shape how names are spelt there
 */
public record Source(String name, Map<String, String> entries, Shape shape) {
    /** How names are spelt in a source, and so which of them are known to be meant for us. */
    public enum Shape {
        /** As declared; only a {@code pharos.} key is meant for us. */
        DOTTED,
        /** As declared, in a file for this node: what is unknown is named. */
        FILE,
        /** As declared, by somebody who means this node: what is unknown and near is misspelt. */
        ASKED,
        /** Capitals and underscores; what is unknown there is a stranger's. */
        ENVIRONMENT
    }

    public Source {
        entries = Map.copyOf(entries);
    }
}
