package dev.pharos.server.front.rpc;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The form of every answer: four SDKs judge success in four ways, so all members are there, and
 * none is null. A refusal has the request's own answer type, because clients repeat a call that is
 * answered with {@code ErrorResponse}.
 *
 * <p>Source: grpc.md §2 and §4 of the reference.
 */
final class Answers {
    private static final int OK = 200;
    private static final int FAILED = 500;

    private Answers() {}

    static Payload ok(RpcCall call, Consumer<JsonWriter> more) {
        return Payload.of(
                type(call),
                JsonWriter.object(
                        json -> {
                            head(json, call, OK, 0);
                            more.accept(json);
                        }));
    }

    static CompletionStage<Payload> now(RpcCall call, Consumer<JsonWriter> more) {
        return CompletableFuture.completedStage(ok(call, more));
    }

    /** The answer when the work is done, or the refusal. */
    static CompletionStage<Payload> after(
            CompletionStage<Void> done, RpcCall call, Consumer<JsonWriter> more) {
        return done.handle((_, failure) -> failure == null ? ok(call, more) : no(call, failure));
    }

    static Payload refused(RpcCall call, int errorCode, String message, Consumer<JsonWriter> more) {
        return Payload.of(
                type(call),
                JsonWriter.object(
                        json -> {
                            head(json, call, FAILED, errorCode);
                            json.text("message", message);
                            more.accept(json);
                        }));
    }

    /** The refusal of a fault; what is no fault stays a failure of the server. */
    static Payload no(RpcCall call, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof FaultException refused) {
            return refused(call, code(refused.fault()), refused.fault().message(), _ -> {});
        }
        throw new CompletionException(cause);
    }

    private static void head(JsonWriter json, RpcCall call, int resultCode, int errorCode) {
        json.number("resultCode", resultCode)
                .number("errorCode", errorCode)
                .flag("success", resultCode == OK)
                .text("requestId", call.json().text("requestId").orElse(null));
    }

    private static int code(Fault fault) {
        return switch (fault) {
            case Fault.Invalid _, Fault.TooLarge _, Fault.Clash _ -> 400;
            case Fault.Denied _, Fault.Unauthenticated _ -> 403;
            case Fault.NotFound _ -> 404;
            case Fault.Conflict _, Fault.Unsure _ -> 500;
            case Fault.Busy _, Fault.NoLeader _, Fault.Unavailable _ -> 503;
        };
    }

    /** Some answers are not called after their request. */
    private static String type(RpcCall call) {
        return switch (call.request().type()) {
            case "ServiceQueryRequest" -> "QueryServiceResponse";
            case "PersistentInstanceRequest" -> "InstanceResponse";
            case "ConfigBatchListenRequest" -> "ConfigChangeBatchListenResponse";
            case String type ->
                    type.substring(0, type.length() - "Request".length()).concat("Response");
        };
    }
}
