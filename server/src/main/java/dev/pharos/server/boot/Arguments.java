package dev.pharos.server.boot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What stands on the command line. */
sealed interface Arguments {
    /** What {@code --help} says. */
    String USAGE =
            """
            usage: start [flags]       start a node in the foreground

              --port PORT      where HTTP is answered (8848); gRPC is 1000 above   key server.port
              --data DIR       the folder of this node alone (data)
              --conf FILE      settings to read (conf/application.properties, when it is there)
              --set KEY=VALUE  any setting; -DKEY=VALUE does the same
              --report FILE    where it stands, besides at the terminal, why a node does not start
              --version        print the version
              --help           print this

            A later source counts more: defaults, file, environment, -D of the JVM, command line.
            docs/settings.md names every key.
            """;

    /** Start a node on a folder, with these keys set, and this file instead of the usual one. */
    record Start(
            Map<String, String> set, Optional<String> file, String data, Optional<String> report)
            implements Arguments {}

    record Help() implements Arguments {}

    record Version() implements Arguments {}

    /** In one line, what is wrong. */
    record Wrong(String line) implements Arguments {}

    static Arguments parse(List<String> words) {
        if (words.contains("--help") || words.contains("-h")) {
            return new Help();
        }
        if (words.contains("--version")) {
            return new Version();
        }
        if (words.isEmpty() || !words.getFirst().equals("start")) {
            String found = words.isEmpty() ? "no command" : "unknown command: " + words.getFirst();
            return new Wrong(found + " (expected: start; see --help)");
        }
        return new Flags(words.subList(1, words.size())).read();
    }

    /** Reads the flags of {@code start} one after the other. */
    final class Flags {
        private final List<String> words;
        private final Map<String, String> set = new TreeMap<>();
        private Optional<String> file = Optional.empty();
        private Optional<String> report = Optional.empty();
        private String data = "data";
        private int next;

        private Flags(List<String> words) {
            this.words = words;
        }

        private Arguments read() {
            while (next < words.size()) {
                Optional<String> wrong = flag(words.get(next++));
                if (wrong.isPresent()) {
                    return new Wrong(wrong.get());
                }
            }
            return new Start(Map.copyOf(set), file, data, report);
        }

        private Optional<String> flag(String word) {
            if (word.startsWith("-D")) {
                return pair(word.substring(2), "-D");
            }
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!List.of("--port", "--data", "--conf", "--set", "--report").contains(name)) {
                return Optional.of("unknown flag: " + name + " (see --help)");
            }
            if (equals < 0 && next == words.size()) {
                return Optional.of(name + ": a value is missing (see --help)");
            }
            String value = equals < 0 ? words.get(next++) : word.substring(equals + 1);
            if (value.isEmpty()) {
                return Optional.of(name + ": a value is missing (see --help)");
            }
            switch (name) {
                case "--port" -> set.put("server.port", value);
                case "--data" -> data = value;
                case "--report" -> report = Optional.of(value);
                case "--conf" -> file = Optional.of(value);
                default -> {
                    return pair(value, name);
                }
            }
            return Optional.empty();
        }

        private Optional<String> pair(String text, String flag) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                return Optional.of(flag + ": " + text + " (expected: KEY=VALUE)");
            }
            set.put(text.substring(0, equals), text.substring(equals + 1));
            return Optional.empty();
        }
    }
}
