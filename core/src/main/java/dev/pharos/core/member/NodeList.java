package dev.pharos.core.member;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The nodes that a cluster is to have. Two lists are equal when they name the same nodes, in
 * whatever order and however often.
 *
 * @param entries in their order, each once; never none
 */
public record NodeList(List<Entry> entries) {
    private static final char COMMENT = '#';
    private static final String BETWEEN = "[,;\\s]+";

    public NodeList {
        entries = entries.stream().sorted().distinct().toList();
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a list of no nodes");
        }
    }

    /**
     * What a text of lines means: several entries in one are separated by commas or spaces, and
     * what follows a {@code #} is a comment.
     *
     * @param source where the text is from, for the message when something in it is wrong
     * @param standardPort of entries that name none
     * @throws FaultException with the place and the text: an entry that means nothing, the same
     *     node twice, none at all
     */
    public static NodeList parse(String text, String source, int standardPort) {
        TreeMap<Address, Entry> byAddress = new TreeMap<>();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String where = lines.length == 1 ? source : source + " line " + (i + 1);
            for (String word : words(lines[i])) {
                Entry entry = Entry.parse(word, where, standardPort);
                Entry before = byAddress.putIfAbsent(entry.address(), entry);
                if (before != null && !before.equals(entry)) {
                    throw wrong(where, word, "one raft_port; " + before + " stands there too");
                }
            }
        }
        if (byAddress.isEmpty()) {
            throw wrong(source, "", "at least one node, as HOST:PORT");
        }
        return new NodeList(new ArrayList<>(byAddress.values()));
    }

    /** The list of one node. */
    public static NodeList of(Address address) {
        return new NodeList(List.of(new Entry(address, OptionalInt.empty())));
    }

    private static List<String> words(String line) {
        int comment = line.indexOf(COMMENT);
        String said = comment < 0 ? line : line.substring(0, comment);
        List<String> words = new ArrayList<>();
        for (String word : said.replace("\uFEFF", "").split(BETWEEN, -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /**
     * Sees that all nodes, or none, are named so that every machine is led to itself.
     *
     * @param source as {@link #parse} has it
     * @param leadsHere of an entry, whether it does that
     * @throws FaultException when only some are
     */
    public void requireUnmixed(String source, Predicate<Entry> leadsHere) {
        List<Entry> here = entries.stream().filter(leadsHere).toList();
        if (here.isEmpty() || here.size() == entries.size()) {
            return;
        }
        String others =
                entries.stream()
                        .filter(entry -> !here.contains(entry))
                        .map(Entry::toString)
                        .collect(Collectors.joining(", "));
        throw wrong(
                source,
                here.getFirst().toString(),
                "an address at which "
                        + others
                        + " find it too, in place of one that leads each machine to itself; or all"
                        + " nodes at such addresses, when they run on one machine");
    }

    private static FaultException wrong(String where, String text, String expected) {
        return new FaultException(new Fault.Invalid(where, text, expected));
    }

    /** The entry at this address. */
    public Optional<Entry> find(Address address) {
        return entries.stream().filter(entry -> entry.address().equals(address)).findFirst();
    }

    /** This one and what the other has besides. */
    public NodeList and(NodeList other) {
        List<Entry> all = new ArrayList<>(entries);
        for (Entry entry : other.entries) {
            if (find(entry.address()).isEmpty()) {
                all.add(entry);
            }
        }
        return new NodeList(all);
    }

    /** In one line, as it would be read again. */
    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining(","));
    }
}
