package dev.pharos.core.registry;

/** Chooses instances by who asks; {@code none} passes all. */
public record Selector(String type, String expression) {
    public static final Selector NONE = new Selector("none", "");
}
