package dev.pharos.server.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of a key are written, and which of them are accepted. */
sealed interface Kind<T> {
    /** Fails: {@code IllegalArgumentException} when the text is not one of these values. */
    T parse(String text);

    /** As it would be written. */
    String show(T value);

    /** For the document: what it is, and what a plain number counts. */
    String type();

    /** Which values are accepted, in words. */
    String bound();

    /** Whole numbers. */
    record Whole(int min, int max) implements Kind<Integer> {
        @Override
        public Integer parse(String text) {
            int value = Integer.parseInt(text.strip());
            return checked(value, value >= min && value <= max);
        }

        @Override
        public String show(Integer value) {
            return value.toString();
        }

        @Override
        public String type() {
            return "number";
        }

        @Override
        public String bound() {
            return "a whole number, " + min + ".." + max;
        }
    }

    /** Yes or no. */
    record Flag() implements Kind<Boolean> {
        @Override
        public Boolean parse(String text) {
            String word = text.strip().toLowerCase(Locale.ROOT);
            return checked(word.equals("true"), word.equals("true") || word.equals("false"));
        }

        @Override
        public String show(Boolean value) {
            return value.toString();
        }

        @Override
        public String type() {
            return "flag";
        }

        @Override
        public String bound() {
            return "true or false";
        }
    }

    /** Words of any kind. */
    record Text(Predicate<String> accepted, String bound) implements Kind<String> {
        @Override
        public String parse(String text) {
            return checked(text.strip(), accepted.test(text.strip()));
        }

        @Override
        public String show(String value) {
            return value;
        }

        @Override
        public String type() {
            return "text";
        }
    }

    /** A span of time: {@code 250ms}, {@code 20s}; a plain number counts {@code unit}. */
    record Span(Unit unit, Duration min, Duration max) implements Kind<Duration> {
        /** What a number of a span may count. */
        enum Unit {
            ms(1),
            s(1000),
            m(60_000),
            h(3_600_000),
            d(86_400_000);

            private final long millis;

            Unit(long millis) {
                this.millis = millis;
            }

            Duration times(long count) {
                return Duration.ofMillis(Math.multiplyExact(millis, count));
            }
        }

        private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(ms|[smhd]?)");

        /** Plain numbers count the unit that {@code written} is in. */
        static Span of(String written, String range) {
            Span any = new Span(Unit.ms, Duration.ZERO, Duration.ofDays(36_500));
            String[] ends = range.split("\\.\\.", 2);
            Unit unit = Unit.valueOf(written.replaceAll("\\d", ""));
            return new Span(unit, any.parse(ends[0]), any.parse(ends[1]));
        }

        @Override
        public Duration parse(String text) {
            Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
            checked(form, form.matches());
            Unit written = form.group(2).isEmpty() ? unit : Unit.valueOf(form.group(2));
            Duration value = written.times(Long.parseLong(form.group(1)));
            return checked(value, value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        }

        @Override
        public String show(Duration value) {
            Unit best = Unit.ms;
            for (Unit candidate : Unit.values()) {
                if (!value.isZero() && value.toMillis() % candidate.millis == 0) {
                    best = candidate;
                }
            }
            return value.toMillis() / best.millis + best.name();
        }

        @Override
        public String type() {
            return "time in " + unit;
        }

        @Override
        public String bound() {
            return show(min) + ".." + show(max) + "; a plain number counts " + unit;
        }
    }

    /** A number of bytes: {@code 10MB}; a plain number counts bytes. */
    record Size(long min, long max) implements Kind<Long> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([kmg]?)i?b?");
        private static final Map<String, Long> UNITS =
                Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);

        static Size of(String range) {
            Size any = new Size(0, Long.MAX_VALUE);
            String[] ends = range.split("\\.\\.", 2);
            return new Size(any.parse(ends[0]), any.parse(ends[1]));
        }

        @Override
        public Long parse(String text) {
            Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
            checked(form, form.matches());
            long unit = UNITS.getOrDefault(form.group(2), 1L);
            long value = Math.multiplyExact(Long.parseLong(form.group(1)), unit);
            return checked(value, value >= min && value <= max);
        }

        @Override
        public String show(Long value) {
            String[] names = {"B", "KB", "MB", "GB"};
            long rest = value;
            int unit = 0;
            while (unit < names.length - 1 && rest != 0 && rest % 1024 == 0) {
                rest /= 1024;
                unit++;
            }
            return unit == 0 ? Long.toString(rest) : rest + names[unit];
        }

        @Override
        public String type() {
            return "size in bytes";
        }

        @Override
        public String bound() {
            return show(min) + ".." + show(max) + "; a plain number counts bytes";
        }
    }

    private static <V> V checked(V value, boolean isAccepted) {
        if (!isAccepted) {
            throw new IllegalArgumentException();
        }
        return value;
    }
}
