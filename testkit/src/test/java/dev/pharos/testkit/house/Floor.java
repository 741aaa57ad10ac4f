package dev.pharos.testkit.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One arrow block: the package it is about, and for each of its rooms the rooms it may import. */
record Floor(String name, Map<String, Set<String>> arrows) {

    String root() {
        return name.replaceFirst("^r\\b", Drawing.ROOT);
    }

    /** The first name below the floor's package; empty for a package that is not on the floor. */
    String roomOf(String packageName) {
        String prefix = root() + ".";
        return packageName.startsWith(prefix)
                ? packageName.substring(prefix.length()).split("\\.", 2)[0]
                : "";
    }

    /** Whether a package is this floor or on it. */
    boolean holds(String packageName) {
        return packageName.equals(root()) || !roomOf(packageName).isEmpty();
    }

    boolean allows(String room, String target) {
        return room.isEmpty()
                || target.isEmpty()
                || room.equals(target)
                || arrows.getOrDefault(room, Set.of()).contains(target);
    }

    /** What to do to the block so that it shows the built rooms and the missing arrows. */
    List<String> remedies(Set<String> built, Map<String, Set<String>> missing) {
        List<String> remedies = new ArrayList<>();
        Set<String> all = new TreeSet<>(built);
        all.addAll(arrows.keySet());
        for (String room : all) {
            boolean drawn = arrows.containsKey(room);
            Set<String> targets = new TreeSet<>(arrows.getOrDefault(room, Set.of()));
            targets.addAll(missing.getOrDefault(room, Set.of()));
            String line = room + " -> " + String.join(" ", targets);
            if (!built.contains(room)) {
                remedies.add("in block `arrows " + name + "` remove the line of room " + room);
            } else if (!drawn) {
                remedies.add("in block `arrows " + name + "` add the line: " + line);
            } else if (missing.containsKey(room)) {
                remedies.add("in block `arrows " + name + "` (if wanted) change to: " + line);
            }
        }
        return remedies;
    }

    static Floor parse(String name, String body, List<String> faults) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (String line : body.lines().toList()) {
            String[] sides = line.split("->", -1);
            if (sides.length != 2) {
                faults.add("block `arrows " + name + "`: not `room -> rooms`: " + line);
                continue;
            }
            Set<String> targets = new TreeSet<>(List.of(sides[1].strip().split(" +", -1)));
            targets.remove("");
            if (arrows.put(sides[0].strip(), targets) != null) {
                faults.add("block `arrows " + name + "` draws twice: " + sides[0].strip());
            }
        }
        return new Floor(name, arrows);
    }
}
