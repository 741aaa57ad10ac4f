package dev.pharos.testkit.check;

import dev.pharos.testkit.check.Operation.Outcome;
import dev.pharos.testkit.check.Operation.Read;
import dev.pharos.testkit.check.Operation.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * All that was asked of one key whose value changes by compare-and-set, and whether one copy of it
 * could have given the same answers (linearizability).
 *
 * <p>Since every write names the value it replaces and no value comes twice, the order of the
 * writes is a chain and need not be searched for: the question is only whether there is one chain
 * with all that was acknowledged or seen, and whether a moment within each operation's time can be
 * chosen so that the moments are in the order of the chain. Source: Herlihy and Wing 1990, section
 * 2, for what is asked.
 *
 * <p>Thread: any may add; judge when all have ended.
 */
public final class KeyHistory {
    private final String key;
    private final String first;
    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();

    /** A key that has the value {@code first} before any operation begins. */
    public KeyHistory(String key, String first) {
        this.key = key;
        this.first = first;
    }

    public void add(Operation operation) {
        switch (operation) {
            case Write write -> writes.add(write);
            case Read read -> reads.add(read);
        }
    }

    /** Which key it is. */
    public String key() {
        return key;
    }

    /** A value that somebody has seen at one node, perhaps when it was the value no more. */
    public void seen(String value) {
        add(new Read(value, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** What is wrong with it, a sentence each; empty when nothing is. */
    public List<String> violations() {
        List<String> found = new ArrayList<>();
        List<Write> chain = chain(found);
        List<String> values =
                Stream.concat(Stream.of(first), chain.stream().map(Write::to)).toList();
        writes.stream()
                .filter(write -> write.outcome() == Outcome.DONE && !chain.contains(write))
                .forEach(write -> found.add(key + ": acknowledged and lost: " + write));
        reads.stream()
                .filter(read -> !values.contains(read.value()))
                .forEach(read -> found.add(key + ": read and not in the order: " + read));
        if (found.isEmpty()) {
            order(chain, found);
        }
        return found;
    }

    /**
     * What is wrong with the values that a listener was told, in its order: it may miss some, but
     * never goes back, and the last that it hears is the last that there was.
     */
    public List<String> violations(List<String> told) {
        List<String> values =
                Stream.concat(Stream.of(first), chain(new ArrayList<>()).stream().map(Write::to))
                        .toList();
        List<String> found = new ArrayList<>();
        int at = -1;
        for (String value : told) {
            int now = values.indexOf(value);
            if (now < at) {
                found.add(key + ": told " + value + " after " + values.get(at));
            }
            at = Math.max(at, now);
        }
        if (at != values.size() - 1) {
            found.add(key + ": the last was " + values.getLast() + ", told up to " + told);
        }
        return found;
    }

    /** The writes that happened, in their order. */
    private List<Write> chain(List<String> found) {
        Set<String> seen = seen();
        List<Write> chain = new ArrayList<>();
        Optional<Write> next = after(first, seen, found);
        while (next.isPresent() && !chain.contains(next.get())) {
            chain.add(next.get());
            next = after(next.get().to(), seen, found);
        }
        return chain;
    }

    private Optional<Write> after(String value, Set<String> seen, List<String> found) {
        List<Write> happened =
                writes.stream()
                        .filter(write -> write.from().equals(value) && happened(write, seen))
                        .toList();
        if (happened.size() > 1) {
            found.add(key + ": more than one replaced " + value + ": " + happened);
        }
        return happened.stream().findFirst();
    }

    private static boolean happened(Write write, Set<String> seen) {
        return write.outcome() == Outcome.DONE
                || (write.outcome() == Outcome.UNKNOWN && seen.contains(write.to()));
    }

    /** What somebody has read, or replaced with success, or what led to that. */
    private Set<String> seen() {
        Set<String> seen = new HashSet<>();
        reads.forEach(read -> seen.add(read.value()));
        boolean isMore = true;
        while (isMore) {
            isMore = false;
            for (Write write : writes) {
                if (happened(write, seen)) {
                    isMore |= seen.add(write.from());
                }
            }
        }
        return seen;
    }

    /** Each takes effect as early as it can; if that is after its end, no order explains it. */
    private void order(List<Write> chain, List<String> found) {
        long now = order(first, Long.MIN_VALUE, found);
        for (Write write : chain) {
            now = Math.max(now, write.begun());
            if (write.outcome() == Outcome.DONE && now > write.ended()) {
                found.add(key + ": had ended before something that precedes it: " + write);
            }
            now = order(write.to(), now, found);
        }
    }

    /** The earliest moment at which all that read a value have read it. */
    private long order(String value, long since, List<String> found) {
        long all = since;
        for (Read read : reads) {
            if (read.value().equals(value)) {
                if (since > read.ended()) {
                    found.add(key + ": read before it was written: " + read);
                }
                all = Math.max(all, read.begun());
            }
        }
        return all;
    }
}
