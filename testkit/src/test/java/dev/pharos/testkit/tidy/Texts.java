package dev.pharos.testkit.tidy;

import dev.pharos.testkit.house.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules about any text we keep: line and file length, notes to self, whose machine it was. */
final class Texts {
    private static final int FILE_LINES_MAX = 500;
    private static final int LINE_MAX = 100;

    private static final Set<String> CODE = Set.of("java", "js", "mjs", "sh", "ts", "xml");

    /** Written so that this file is not found by itself. */
    private static final Pattern NOTE_TO_SELF =
            Pattern.compile("\\b(FIX" + "ME|TO" + "DO|XX" + "X)\\b");

    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.$}])/(work|root)/");

    private Texts() {}

    static List<Blemish> blemishes(Path file) {
        List<Blemish> found = new ArrayList<>();
        String place = Repository.name(file);
        List<String> lines = Repository.text(file).lines().toList();
        boolean java = place.endsWith(".java");
        if (java && lines.size() > FILE_LINES_MAX) {
            String message = place + ": " + lines.size() + " lines (expected: at most ";
            found.add(
                    new Blemish(
                            "file-length", place, lines.size(), message + FILE_LINES_MAX + ")"));
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String where = place + ":" + (i + 1) + ": ";
            if (java && line.length() > LINE_MAX && !mayBeLong(line)) {
                String message = line.length() + " characters (expected: at most " + LINE_MAX + ")";
                found.add(new Blemish("line-length", place, line.length(), where + message));
            }
            if (isCode(place) && NOTE_TO_SELF.matcher(line).find()) {
                String message = "a note to self (expected: done, or an issue): " + line.strip();
                found.add(new Blemish("note-to-self", place, 0, where + message));
            }
            if (MACHINE_PATH.matcher(line).find()) {
                String message = "a path of one machine: " + line.strip();
                found.add(new Blemish("machine-path", place, 0, where + message));
            }
        }
        return found;
    }

    private static boolean mayBeLong(String line) {
        return line.startsWith("import ") || line.contains("://");
    }

    private static boolean isCode(String place) {
        String name = place.substring(place.lastIndexOf('/') + 1);
        return !name.contains(".") || CODE.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
