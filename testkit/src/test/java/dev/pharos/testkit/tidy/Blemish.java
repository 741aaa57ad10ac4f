package dev.pharos.testkit.tidy;

/**
 * Something the style forbids.
 *
 * @param place file, or file#Class.member: what an exception names, so it has no line number
 * @param measure how much, for a rule that counts; 0 for one that does not
 * @param message where to look, what was found, what was expected
 */
record Blemish(String rule, String place, int measure, String message) {
    @Override
    public String toString() {
        return "[" + rule + "] " + message;
    }
}
