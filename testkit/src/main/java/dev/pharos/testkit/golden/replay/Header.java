package dev.pharos.testkit.golden.replay;

/** A header's name and value, as they stand on the wire. */
public record Header(String name, String value) {
    /** Whether that is its name, in any case. */
    public boolean isCalled(String other) {
        return name.equalsIgnoreCase(other);
    }
}
