package dev.pharos.testkit.tidy;

import dev.pharos.testkit.house.Repository;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each room is for, by its package: the lines of docs/architecture.md section 3. */
final class Rooms {
    private static final Pattern SECTION =
            Pattern.compile("\\n## 3\\..*?```\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern FLOOR = Pattern.compile("\\w+/ +r\\.(\\w+)");

    /** Some rooms may share a line; a room inside another is indented further. */
    private static final Pattern ROOM = Pattern.compile("( +)(\\w+/(?: \\w+/)*) +(\\S.*)");

    private record Level(int indent, String packageName) {}

    private final Map<String, String> purposes = new TreeMap<>();
    private final Deque<Level> outer = new ArrayDeque<>();

    private Rooms() {}

    static Map<String, String> purposes() {
        Matcher section =
                SECTION.matcher(Repository.text(Repository.top().resolve("docs/architecture.md")));
        if (!section.find()) {
            throw new IllegalStateException("docs/architecture.md: section 3 lists no rooms");
        }
        Rooms rooms = new Rooms();
        section.group(1).lines().forEach(rooms::read);
        return rooms.purposes;
    }

    private void read(String line) {
        Matcher floor = FLOOR.matcher(line);
        Matcher room = ROOM.matcher(line);
        if (floor.matches()) {
            outer.clear();
            outer.push(new Level(0, "dev.pharos" + "." + floor.group(1)));
        } else if (room.matches() && !outer.isEmpty()) {
            enter(room.group(1).length(), room.group(2), room.group(3));
        } else {
            outer.clear();
        }
    }

    private void enter(int indent, String names, String purpose) {
        while (outer.element().indent() >= indent) {
            outer.pop();
        }
        String floor = outer.element().packageName();
        String told = purpose.replaceFirst(" \\(section \\d+\\)$", "");
        for (String name : names.split("/ ?", -1)) {
            if (!name.isEmpty()) {
                purposes.put(floor + "." + name, names.contains(" ") ? common(told) : told);
            }
        }
        String last = names.substring(names.lastIndexOf(' ') + 1).replace("/", "");
        outer.push(new Level(indent, floor + "." + last));
    }

    /** Of rooms that share a line, each says what it is in its own words, then what all are. */
    private static String common(String purpose) {
        return purpose.substring(purpose.indexOf(':') + 1).strip();
    }
}
