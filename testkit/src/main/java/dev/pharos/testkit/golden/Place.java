package dev.pharos.testkit.golden;

/** A step in a scenario. */
record Place(String scenario, String step) {
    /** The scenario's number, by which it is known for short. */
    String number() {
        return scenario.substring(0, scenario.indexOf('-'));
    }

    @Override
    public String toString() {
        return number() + ": " + step;
    }
}
