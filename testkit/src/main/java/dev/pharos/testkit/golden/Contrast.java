package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where two JSON values differ, place by place. */
final class Contrast {
    private static final int PLACES_MAX = 20;
    private static final int SHOWN_MAX = 400;

    private final List<String> places = new ArrayList<>();

    private Contrast() {}

    /** A line for each place, the first twenty; none when the values are equal. */
    static List<String> between(Json expected, Json got) {
        Contrast contrast = new Contrast();
        contrast.walk("", Optional.of(expected), Optional.of(got));
        return contrast.places.subList(0, Math.min(PLACES_MAX, contrast.places.size()));
    }

    private void walk(String path, Optional<Json> expected, Optional<Json> got) {
        if (expected.equals(got)) {
            return;
        }
        Json wanted = expected.orElse(Json.nothing());
        Json had = got.orElse(Json.nothing());
        if (wanted instanceof Json.Members ours && had instanceof Json.Members theirs) {
            Set<String> names = new LinkedHashSet<>(ours.members().keySet());
            names.addAll(theirs.members().keySet());
            names.forEach(name -> walk(path + "/" + name, ours.find(name), theirs.find(name)));
        } else if (wanted instanceof Json.Elements(List<Json> ours)
                && had instanceof Json.Elements(List<Json> theirs)) {
            for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
                walk(path + "/" + i, at(ours, i), at(theirs, i));
            }
        } else {
            places.add(path + ": expected " + shown(expected) + ", got " + shown(got));
        }
    }

    private static Optional<Json> at(List<Json> elements, int index) {
        return index < elements.size() ? Optional.of(elements.get(index)) : Optional.empty();
    }

    private static String shown(Optional<Json> value) {
        String text = value.map(JsonWriter::text).orElse("nothing");
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
    }
}
