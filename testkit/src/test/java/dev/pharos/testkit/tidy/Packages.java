package dev.pharos.testkit.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The rules about packages: few classes, and one sentence that says what it is for. */
final class Packages {
    private static final int CLASSES_MAX = 15;

    /** A module's package, with the sources of its main and its test folder. */
    private record Place(String module, String name) implements Comparable<Place> {
        static Place of(Source source) {
            String path = source.path();
            return new Place(path.substring(0, path.indexOf('/')), source.packageName());
        }

        @Override
        public int compareTo(Place other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return module + ":" + name;
        }
    }

    private Packages() {}

    static List<Blemish> blemishes(List<Source> sources) {
        Map<Place, List<Source>> packages = new TreeMap<>();
        Map<String, Integer> classes = new TreeMap<>();
        for (Source source : sources) {
            packages.computeIfAbsent(Place.of(source), _ -> new ArrayList<>()).add(source);
            if (!source.isPackageInfo()) {
                classes.merge(source.folder(), 1, Integer::sum);
            }
        }
        List<Blemish> found = new ArrayList<>();
        classes.forEach((folder, count) -> count(folder, count, found));
        Map<String, String> purposes = Rooms.purposes();
        packages.forEach((place, inside) -> purpose(place, inside, purposes, found));
        return found;
    }

    private static void count(String folder, int count, List<Blemish> found) {
        if (count > CLASSES_MAX) {
            String message = folder + ": " + count + " classes (expected: at most " + CLASSES_MAX;
            found.add(new Blemish("package-size", folder, count, message + ")"));
        }
    }

    private static void purpose(
            Place place, List<Source> inside, Map<String, String> rooms, List<Blemish> found) {
        String told =
                inside.stream()
                        .filter(Source::isPackageInfo)
                        .map(info -> info.packageDoc().orElse("").strip())
                        .findFirst()
                        .orElse("");
        String expected = rooms.getOrDefault(place.name(), "");
        String message = null;
        if (told.isEmpty()) {
            message = "expected a package-info.java that opens with a sentence " + expected;
        } else if (!squeezed(told).contains(squeezed(expected))) {
            message = "package-info.java says `" + told + "` (expected: `" + expected + "`)";
        }
        if (message != null) {
            found.add(new Blemish("package-info", place.toString(), 0, place + ": " + message));
        }
    }

    /** Words alone: case, punctuation, markup and line breaks are free. */
    private static String squeezed(String text) {
        return text.replaceAll("\\{@\\w+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
