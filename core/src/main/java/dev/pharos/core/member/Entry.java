package dev.pharos.core.member;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A node as a list of nodes names it.
 *
 * @param address where it serves HTTP. The host is in small letters, without a final dot; {@code
 *     localhost} is 127.0.0.1, so that one node has one name
 * @param peerPort where its peers call, when it is not as far from the HTTP port as usual
 */
public record Entry(Address address, OptionalInt peerPort) implements Comparable<Entry> {
    private static final String EXPECTED =
            "HOST, HOST:PORT or [IPV6]:PORT, each with or without ?raft_port=PORT";
    private static final String PEER_PORT = "raft_port=";
    private static final String NAME = "[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?";
    private static final String NUMBERS = "[0-9.]+";
    private static final String IPV4 =
            "((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final String IPV6 = "[0-9a-f.]*(:[0-9a-f.]*){2,7}(%[\\w.-]+)?";
    private static final int PORT_MAX = 65_535;
    private static final String LOCAL = "127.0.0.1";

    /**
     * What a text means.
     *
     * @param where it stands, for the message when it means nothing
     * @param standardPort of an entry that names none
     * @throws FaultException with the place and the text
     */
    static Entry parse(String text, String where, int standardPort) {
        int question = text.indexOf('?');
        String main = question < 0 ? text : text.substring(0, question);
        OptionalInt peerPort = OptionalInt.empty();
        if (question >= 0) {
            String query = text.substring(question + 1);
            if (!query.startsWith(PEER_PORT)) {
                throw wrong(text, where, EXPECTED);
            }
            String port = query.substring(PEER_PORT.length());
            peerPort = OptionalInt.of(port(port, text, where));
        }
        int colon = colonBeforePort(main);
        String host = host(colon < 0 ? main : main.substring(0, colon), text, where);
        int port = colon < 0 ? standardPort : port(main.substring(colon + 1), text, where);
        return new Entry(new Address(host, port), peerPort);
    }

    /** Two colons without brackets are an IPv6 address without a port. */
    private static int colonBeforePort(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        if (bracketed) {
            return colon > text.indexOf(']') ? colon : -1;
        }
        return colon == text.indexOf(':') ? colon : -1;
    }

    private static int port(String port, String text, String where) {
        if (port.matches("\\d{1,5}")) {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= PORT_MAX) {
                return number;
            }
        }
        throw wrong(text, where, "a port in 1.." + PORT_MAX);
    }

    private static String host(String written, String text, String where) {
        String host = written.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!host.matches(IPV6)) {
                throw wrong(text, where, EXPECTED);
            }
            return host;
        }
        if (host.matches(IPV6)) {
            return host;
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        boolean known = host.matches(NUMBERS) ? host.matches(IPV4) : host.matches(NAME);
        if (!known) {
            throw wrong(text, where, EXPECTED);
        }
        return host.equals("localhost") ? LOCAL : host;
    }

    private static FaultException wrong(String text, String where, String expected) {
        return new FaultException(new Fault.Invalid(where, text, expected));
    }

    /** Whether it leads to this machine only, whoever follows it. */
    public boolean isLoopback() {
        String host = address.host();
        return host.matches("127\\." + NUMBERS) || host.matches("(0*:)+:?0*1");
    }

    /** Whether its host is a name, which may stand for any number of addresses. */
    public boolean isNamed() {
        String host = address.host();
        return host.indexOf(':') < 0 && !host.matches(NUMBERS);
    }

    /** Where its peers call, when those of others are {@code offset} from the HTTP port. */
    public int peerPort(int offset) {
        return peerPort.orElse(address.port() + offset);
    }

    @Override
    public int compareTo(Entry other) {
        return Comparator.comparing(Entry::address)
                .thenComparingInt(entry -> entry.peerPort.orElse(0))
                .compare(this, other);
    }

    @Override
    public String toString() {
        return peerPort.isEmpty()
                ? address.toString()
                : address + "?" + PEER_PORT + peerPort.getAsInt();
    }
}
