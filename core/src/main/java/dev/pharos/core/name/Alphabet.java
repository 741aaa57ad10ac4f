package dev.pharos.core.name;

import java.util.Optional;

/** Which characters a name may have. Source: Nacos 2.5.1's parameter check. */
public enum Alphabet {
    WORD("letters, digits, '-' and '_'"),

    PLAIN("letters, digits, '-', '_', '.' and ':'"),

    /** Names of pools. */
    POOL("letters, digits and '-'"),

    /** No white space, nothing invisible, and none of the ideographs that Nacos refuses. */
    NARROW("neither white space nor ideographs");

    private final String told;

    Alphabet(String told) {
        this.told = told;
    }

    public boolean allows(int c) {
        return switch (this) {
            case WORD -> isLetterOrDigit(c) || c == '-' || c == '_';
            case PLAIN -> WORD.allows(c) || c == '.' || c == ':';
            case POOL -> isLetterOrDigit(c) || c == '-';
            case NARROW ->
                    c > ' '
                            && c != 0x7f
                            && !(c >= 0x4e00 && c <= 0x9fa5)
                            && !Character.isWhitespace(c);
        };
    }

    /** What would have been a name, in words; empty when {@code value} is one. */
    public Optional<String> expected(String value, int lengthMax) {
        if (value.isBlank()) {
            return Optional.of("a value");
        }
        if (value.length() > lengthMax) {
            return Optional.of("at most " + lengthMax + " characters");
        }
        return value.chars().allMatch(this::allows) ? Optional.empty() : Optional.of(told);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
