package dev.pharos.testkit.golden;

import java.util.List;

/**
 * How one step went.
 *
 * @param differences in what the answer differs from the right one; empty when it does not
 * @param reason why an answer that differs may; empty when it does not or may not
 */
record Verdict(String step, Outcome outcome, List<String> differences, String reason) {
    Verdict {
        differences = List.copyOf(differences);
    }

    /** In which of the ways. */
    enum Outcome {
        /** As 2.5.1 answered. */
        EQUAL(true),
        /** As 1.1.3 answered, where 2.5.1 has the path or the form no more. */
        EQUAL_LEGACY(true),
        /**
         * Refused as 2.5.1 refuses, where 1.1.3 did not; listed with a reason. Counted by itself.
         */
        REFUSED(false),
        /** Different on purpose; listed with a reason. */
        EXCEPTED(false),
        /** The path is not built yet; listed with a reason. */
        UNCOVERED(false),
        /** Not deterministic on real servers, and so not judged. */
        IGNORED(false),
        /** Different, and nobody has said why. */
        DIFFERENT(false);

        private final boolean equal;

        Outcome(boolean equal) {
            this.equal = equal;
        }

        boolean isEqual() {
            return equal;
        }
    }
}
