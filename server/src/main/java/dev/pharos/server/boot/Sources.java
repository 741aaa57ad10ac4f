package dev.pharos.server.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.settings.ClusterKeys;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Reading;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.settings.Source;
import dev.pharos.server.settings.Source.Shape;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Where a node that is started by hand has its settings from. */
final class Sources {
    private static final Path USUAL_FILE = Path.of("conf", "application.properties");

    /** Where the container image of Nacos has an operator's own. */
    private static final Path IMAGE_FILE = Path.of("init.d", "custom.properties");

    /** Where conf and logs lie. */
    private static final String HOME = "nacos.home";

    private static final Set<String> HEEDED = Set.of(HOME);

    private Sources() {}

    static Reading read(Arguments.Start start) throws SettingException {
        List<Source> sources = new ArrayList<>();
        Path home = Path.of(System.getProperty(HOME, ""));
        Path usual = home.resolve(USUAL_FILE);
        if (!home.toString().isEmpty()) {
            sources.add(folders(home));
        }
        if (start.file().isPresent()) {
            sources.add(file(Path.of(start.file().get())));
        } else if (Files.exists(usual)) {
            sources.add(file(usual));
        }
        if (Files.exists(home.resolve(IMAGE_FILE))) {
            sources.add(file(home.resolve(IMAGE_FILE)));
        }
        sources.add(new Source("in the environment", System.getenv(), Shape.ENVIRONMENT));
        sources.add(
                new Source("by -D of the JVM", properties(System.getProperties()), Shape.DOTTED));
        sources.add(new Source("on the command line", start.set(), Shape.ASKED));
        Reading reading = Reading.of(sources, name -> System.getenv().getOrDefault(name, ""));
        Settings settings = reading.settings();
        return settings.of(ClusterKeys.STANDALONE)
                ? reading.and(unread(Path.of(settings.of(ClusterKeys.CLUSTER_FILE))))
                : reading;
    }

    /** The list of nodes that a node does not look at which was told to be alone. */
    private static List<String> unread(Path nodes) throws SettingException {
        try {
            boolean lists =
                    Files.exists(nodes)
                            && Files.readString(nodes)
                                    .lines()
                                    .anyMatch(line -> line.matches("\\s*[^#\\s].*"));
            return lists
                    ? List.of(
                            nodes
                                    + " lists nodes and is not read: this one was told to run alone"
                                    + " (-m standalone; with -m cluster it is one of them)")
                    : List.of();
        } catch (IOException e) {
            throw new SettingException(nodes + " cannot be read: " + reason(e));
        }
    }

    private static Source folders(Path home) {
        Map<String, String> folders =
                Map.of(
                        Keys.LOGS_FOLDER.name(),
                        home.resolve("logs").toString(),
                        ClusterKeys.CLUSTER_FILE.name(),
                        home.resolve(ClusterKeys.CLUSTER_FILE.standard()).toString());
        return new Source("by -D" + HOME, folders, Shape.DOTTED);
    }

    private static Source file(Path path) throws SettingException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path, UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException(
                    "the settings file "
                            + path
                            + " cannot be read: "
                            + reason(e)
                            + " (--conf names another)");
        }
        return new Source("in " + path, properties(properties), Shape.FILE);
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "it is not there";
            case AccessDeniedException _ -> "this user may not";
            case CharacterCodingException _ -> "it is not text in UTF-8";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static Map<String, String> properties(Properties properties) {
        Map<String, String> entries = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (!HEEDED.contains(name)) {
                entries.put(name, properties.getProperty(name));
            }
        }
        return entries;
    }
}
