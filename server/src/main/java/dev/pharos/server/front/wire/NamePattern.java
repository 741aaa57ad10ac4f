package dev.pharos.server.front.wire;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A search for names as Nacos takes it: a regular expression that fits somewhere in the name.
 *
 * <p>Fails: {@link FaultException} with {@code Invalid} for what is no expression, and while it is
 * tested for one that needs more than {@value #LOOKS_MAX} looks at the characters of a name.
 * Source: naming-v1 §4 of the reference.
 */
public final class NamePattern implements Predicate<String> {
    private static final int LOOKS_MAX = 50_000;
    private static final int LENGTH_MAX = 512;
    private static final Pattern LITERAL = Pattern.compile("[\\w@:-]*");

    private final String field;
    private final String expression;
    private final boolean isLiteral;
    private final Pattern pattern;

    /** {@code field}: the parameter it came in, for what a refusal says. */
    public NamePattern(String field, String expression) {
        this.field = field;
        this.expression = expression;
        this.isLiteral = LITERAL.matcher(expression).matches();
        if (expression.length() > LENGTH_MAX) {
            throw new FaultException(new Fault.TooLarge(field, expression.length(), LENGTH_MAX));
        }
        try {
            this.pattern = Pattern.compile(isLiteral ? "" : expression);
        } catch (PatternSyntaxException broken) {
            throw refused("a regular expression; " + broken.getDescription());
        }
    }

    @Override
    public boolean test(String name) {
        return isLiteral
                ? name.contains(expression)
                : pattern.matcher(new Looked(name, new int[1])).find();
    }

    private FaultException refused(String expected) {
        return new FaultException(new Fault.Invalid(field, expression, expected));
    }

    /**
     * A name that may be looked at so often: an expression may take longer than the world lasts.
     */
    private final class Looked implements CharSequence {
        private final CharSequence name;
        private final int[] looks;

        Looked(CharSequence name, int[] looks) {
            this.name = name;
            this.looks = looks;
        }

        @Override
        public char charAt(int index) {
            if (++looks[0] > LOOKS_MAX) {
                throw refused("an expression that is quick to test");
            }
            return name.charAt(index);
        }

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Looked(name.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }
}
