package dev.pharos.server.front.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sections of all dialects, and which route answers a call: exact path first, then the same
 * path without its last slash, then the method.
 */
public final class Router {

    /**
     * The ground of one dialect: every path at or below a prefix.
     *
     * @param prefix without a slash at the end, such as {@code /nacos/v1/ns}; empty for everything.
     *     The longest prefix that fits a path decides.
     * @param routes lines of the table; their paths lie below the prefix
     * @param faults how this ground says no
     * @param headIsGet whether {@code HEAD} on a path that has only {@code GET} is answered as that
     *     without its body; else it is a method like any other
     */
    public record Section(String prefix, List<Route> routes, Faults faults, boolean headIsGet) {
        public Section {
            routes = List.copyOf(routes);
            if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
                throw new IllegalArgumentException("prefix of a section: " + prefix);
            }
            for (Route route : routes) {
                if (!covers(prefix, route.path())) {
                    throw new IllegalArgumentException(route.path() + " is not below " + prefix);
                }
            }
        }

        /** An empty prefix has even what is no path, such as {@code *}. */
        private static boolean covers(String prefix, String path) {
            return prefix.isEmpty()
                    || (path.startsWith(prefix)
                            && (path.length() == prefix.length()
                                    || path.charAt(prefix.length()) == '/'));
        }
    }

    /** Where a call ended up. */
    sealed interface Found {
        Faults faults();

        record Served(Route route, Faults faults) implements Found {}

        record NotFound(Faults faults) implements Found {}

        record NotAllowed(Set<String> methods, Faults faults) implements Found {}
    }

    /** The methods of one path, in the order of the table. */
    private record Place(Section section, Map<String, Found.Served> methods) {
        Found find(String method) {
            Found.Served served = methods.get(method);
            if (served == null && section.headIsGet() && method.equals("HEAD")) {
                served = methods.get("GET");
            }
            return served != null
                    ? served
                    : new Found.NotAllowed(
                            Collections.unmodifiableSet(methods.keySet()), section.faults());
        }
    }

    private final List<Section> sections;
    private final Map<String, Place> places = new HashMap<>();

    private Router(List<Section> sections, Faults elsewhere) {
        List<Section> sorted = new ArrayList<>(sections);
        sorted.sort(Comparator.comparingInt((Section s) -> s.prefix().length()).reversed());
        sorted.add(new Section("", List.of(), elsewhere, true));
        this.sections = List.copyOf(sorted);
        for (Section section : this.sections) {
            section.routes().forEach(route -> add(section, route));
        }
    }

    /**
     * A router over all sections.
     *
     * @param elsewhere how a path is refused that is on no section's ground
     * @throws IllegalArgumentException when two routes have the same method and path
     */
    public static Router of(List<Section> sections, Faults elsewhere) {
        return new Router(sections, elsewhere);
    }

    /** Every route, sections with longer prefixes first, each in the order of its table. */
    public List<Route> routes() {
        return sections.stream().flatMap(s -> s.routes().stream()).toList();
    }

    Found find(String method, String path) {
        Place place = places.get(path);
        if (place == null && path.length() > 1 && path.endsWith("/")) {
            place = places.get(path.substring(0, path.length() - 1));
        }
        return place != null ? place.find(method) : new Found.NotFound(faultsFor(path));
    }

    /** How the ground says no on which a path lies, whether or not a route has it. */
    Faults faultsFor(String path) {
        return sections.stream()
                .filter(s -> Section.covers(s.prefix(), path))
                .findFirst()
                .map(Section::faults)
                .orElseThrow();
    }

    /** The route of a method on a path, for tests of a table. */
    public Optional<Route> route(String method, String path) {
        return find(method, path) instanceof Found.Served served
                ? Optional.of(served.route())
                : Optional.empty();
    }

    private void add(Section section, Route route) {
        Place place =
                places.computeIfAbsent(
                        route.path(), _ -> new Place(section, new LinkedHashMap<>()));
        Found.Served served = new Found.Served(route, section.faults());
        if (!place.section().equals(section)
                || place.methods().put(route.method(), served) != null) {
            throw new IllegalArgumentException(
                    "two routes for " + route.method() + " " + route.path());
        }
    }
}
