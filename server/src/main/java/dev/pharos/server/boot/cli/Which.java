package dev.pharos.server.boot.cli;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which configuration is meant. */
final class Which {
    @Parameters(index = "0", paramLabel = "DATA_ID", description = "Its name.")
    private String dataId = "";

    @Option(names = "--group", paramLabel = "NAME", description = "Its group (DEFAULT_GROUP).")
    private String group = "DEFAULT_GROUP";

    @Option(
            names = "--namespace",
            paramLabel = "ID",
            description = "Its namespace (the public one).")
    private String namespace = "";

    String dataId() {
        return dataId;
    }

    /** As parameters of a request, with further ones. */
    Map<String, String> and(Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(others);
        all.put("dataId", dataId);
        all.put("group", group);
        all.put("tenant", namespace);
        return all;
    }

    @Override
    public String toString() {
        return (namespace.isEmpty() ? "public" : namespace) + "/" + group + "/" + dataId;
    }
}
