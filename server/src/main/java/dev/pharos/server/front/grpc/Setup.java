package dev.pharos.server.front.grpc;

import java.util.Map;
import java.util.Optional;

/** What a client told about itself when it set its connection up. */
record Setup(
        String clientIp,
        String clientVersion,
        String namespace,
        Map<String, String> labels,
        Optional<Map<String, Boolean>> abilities) {

    static final Setup NONE = new Setup("", "", "", Map.of(), Optional.empty());
}
