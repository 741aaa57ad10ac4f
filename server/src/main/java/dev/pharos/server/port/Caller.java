package dev.pharos.server.port;

import java.util.Locale;

/**
 * Who asks, as far as it is known.
 *
 * @param ip where the request came from, or what a trusted proxy says of it
 * @param agent the client's own name and version; empty when it has none
 * @param app the application that the client names; empty when it names none
 * @param user the authenticated name; empty while nobody is asked to authenticate
 */
public record Caller(String ip, String agent, String app, String user) {
    /** Whether it introduces itself as a client of Nacos; people with curl and scripts do not. */
    public boolean isSdk() {
        String lower = agent.toLowerCase(Locale.ROOT);
        return lower.startsWith("nacos-") || lower.startsWith("vip-client");
    }
}
