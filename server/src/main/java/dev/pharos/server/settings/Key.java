package dev.pharos.server.settings;

import java.time.Duration;

/** One thing that an operator can set. Compared by identity: each is declared once. */
public final class Key<T> {
    private final String name;
    private final Kind<T> kind;
    private final T standard;
    private final String sentence;

    private Key(String name, Kind<T> kind, T standard, String sentence) {
        this.name = name;
        this.kind = kind;
        this.standard = standard;
        this.sentence = sentence;
    }

    /** {@code range} as in {@code 1..65535}. */
    static Key<Integer> whole(String name, int standard, String range, String sentence) {
        String[] ends = range.split("\\.\\.", 2);
        Kind.Whole kind = new Kind.Whole(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        return new Key<>(name, kind, standard, sentence);
    }

    static Key<Boolean> flag(String name, boolean standard, String sentence) {
        return new Key<>(name, new Kind.Flag(), standard, sentence);
    }

    static Key<String> text(String name, String standard, Kind.Text kind, String sentence) {
        return new Key<>(name, kind, standard, sentence);
    }

    /** A plain number of this key counts the unit in which {@code standard} is written. */
    static Key<Duration> span(String name, String standard, String range, String sentence) {
        Kind.Span kind = Kind.Span.of(standard, range);
        return new Key<>(name, kind, kind.parse(standard), sentence);
    }

    static Key<Long> size(String name, String standard, String range, String sentence) {
        Kind.Size kind = Kind.Size.of(range);
        return new Key<>(name, kind, kind.parse(standard), sentence);
    }

    public String name() {
        return name;
    }

    /** What holds when nobody says otherwise. */
    public T standard() {
        return standard;
    }

    /** What it is for. */
    public String sentence() {
        return sentence;
    }

    /** What it is, and what a plain number counts. */
    public String type() {
        return kind.type();
    }

    /** Which values are accepted, in words. */
    public String bound() {
        return kind.bound();
    }

    /** The default as it would be written. */
    public String shownStandard() {
        return kind.show(standard);
    }

    /** A value as it would be written. */
    public String shown(T value) {
        return kind.show(value);
    }

    /** Fails: {@code IllegalArgumentException} when the text is not within the bound. */
    T parse(String text) {
        return kind.parse(text);
    }

    @Override
    public String toString() {
        return name;
    }
}
