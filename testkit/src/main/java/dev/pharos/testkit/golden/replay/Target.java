package dev.pharos.testkit.golden.replay;

import java.net.URI;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The server that is asked. */
public record Target(String host, int port) {
    private static final int RECORDED_PORT = 8848;

    /** Reads {@code http://HOST:PORT}. */
    public static Target parse(String url) {
        URI uri = URI.create(url);
        return new Target(uri.getHost(), uri.getPort());
    }

    String address() {
        return host + ":" + port;
    }

    /** A text of ours with the ports that a recorded server would have named: 8848 and its kin. */
    String asRecorded(String text) {
        if (port == RECORDED_PORT) {
            return text;
        }
        String ports = (port - 1000) + "|" + port + "|" + (port + 1000);
        Pattern named =
                Pattern.compile(
                        "((?:" + Pattern.quote(host) + ":|[pP]ort\\W{1,4}))(" + ports + ")\\b");
        return named.matcher(text).replaceAll(this::recorded);
    }

    private String recorded(MatchResult found) {
        int distance = Integer.parseInt(found.group(2)) - port;
        return found.group(1) + (RECORDED_PORT + distance);
    }
}
