package dev.pharos.server.front.rpc;

import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.Names;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One request, parsed, and who sent it.
 *
 * @param requestId echoed where the client gave one; calls are told apart without it
 */
record RpcCall(RpcClient client, Payload request, JsonObject json, Optional<String> requestId) {
    /** What answers one type of request. */
    interface Answerer {
        CompletionStage<Payload> answer(RpcCall call);
    }

    /** An id that is no text is none: the answer to it finds its call without one. */
    static RpcCall of(RpcClient client, Payload request, JsonObject json) {
        return new RpcCall(client, request, json, json.scalar("requestId"));
    }

    /** The service that a naming request is about; group and name come apart. */
    ServiceName service() {
        return Names.service(
                Namespace.of(json.text("namespace", "")),
                json.text("groupName", ""),
                json.text("serviceName", ""));
    }

    /** Whether the request's {@code type} member says this. */
    boolean says(String type) {
        return json.text("type", "").equals(type);
    }
}
