package dev.pharos.server.front.http;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose web pages a browser lets read the answers of this node.
 *
 * @param names as browsers send them, such as {@code https://console.example}; {@code *} means all
 */
public record Origins(Set<String> names) {
    private static final String ALL = "*";

    /** Names with commas between. */
    public static Origins of(String list) {
        return new Origins(
                Stream.of(list.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** The answer, with what makes a browser hand it to a page that may read it. */
    HttpAnswer open(HttpCall call, HttpAnswer answer) {
        return call.header("Origin")
                .filter(origin -> names.contains(ALL) || names.contains(origin))
                .map(
                        origin ->
                                answer.withHeader("Access-Control-Allow-Origin", origin)
                                        .withHeader("Access-Control-Allow-Credentials", "true")
                                        .withHeader("Vary", "Origin"))
                .orElse(answer);
    }
}
