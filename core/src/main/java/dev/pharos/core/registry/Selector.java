package dev.pharos.core.registry;

/**
 * Chooses instances by who asks; {@code none} passes all. One of type {@code label} compares what a
 * CMDB knows of caller and instance: without a CMDB, which is what this node is, it passes all too,
 * and is kept and shown.
 *
 * <p>Source: naming-v1 §1 of the reference; Nacos without a CMDB plugin does the same.
 */
public record Selector(String type, String expression) {
    public static final Selector NONE = new Selector("none", "");
}
