package dev.pharos.server.front.rpc;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.wire.BrokenJsonException;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.ServiceJson;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.Stages;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

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
    private static final int UNFIT = 400;

    private static final String SERVICE = "serviceInfo";

    /** What can stand in JSON as it is. */
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z_.:-]{1,64}");

    /** Names the encoding of an answer among those of a view. */
    private record Form(String pools, boolean healthyOnly) {}

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

    /**
     * A service, in the request's own answer. The bytes are made once for a view and shared by all
     * who ask in the same way; only the request id is put in front.
     */
    static CompletionStage<Payload> service(
            RpcCall call, Shared<ServiceView> view, String pools, boolean healthyOnly) {
        byte[] shared =
                view.form(new Form(pools, healthyOnly), _ -> found(view, pools, healthyOnly));
        Optional<String> id = call.requestId();
        if (id.isPresent() && !PLAIN.matcher(id.get()).matches()) {
            return now(call, json -> json.raw(SERVICE, ServiceJson.grpc(view, pools, healthyOnly)));
        }
        return CompletableFuture.completedStage(
                id.isPresent()
                        ? Payload.push(type(call), id.get(), shared)
                        : Payload.of(type(call), shared));
    }

    private static byte[] found(Shared<ServiceView> view, String pools, boolean healthyOnly) {
        return JsonWriter.object(
                json -> {
                    outcome(json, OK, 0);
                    json.raw(SERVICE, ServiceJson.grpc(view, pools, healthyOnly));
                });
    }

    /** The answer when the work is done, or the refusal. */
    static CompletionStage<Payload> after(
            CompletionStage<Void> done, RpcCall call, Consumer<JsonWriter> more) {
        return done.handle((_, failure) -> failure == null ? ok(call, more) : no(call, failure));
    }

    static Payload refused(RpcCall call, int errorCode, String message, Consumer<JsonWriter> more) {
        byte[] json =
                JsonWriter.object(
                        members -> {
                            head(members, call, FAILED, errorCode);
                            members.text("message", message);
                            more.accept(members);
                        });
        return Payload.of(type(call), json).refusing(errorCode);
    }

    /** The refusal of a request whose JSON says something else than its type promises. */
    static Payload unfit(RpcCall call, BrokenJsonException why) {
        return refused(call, UNFIT, String.valueOf(why.getMessage()), _ -> {});
    }

    /** The refusal of a fault; what is no fault stays a failure of the server. */
    static Payload no(RpcCall call, Throwable failure) {
        Fault fault =
                Stages.fault(failure)
                        .orElseThrow(() -> new CompletionException(Stages.cause(failure)));
        return refused(call, code(fault), fault.message(), _ -> {});
    }

    private static void head(JsonWriter json, RpcCall call, int resultCode, int errorCode) {
        outcome(json, resultCode, errorCode);
        json.text("requestId", call.requestId().orElse(null));
    }

    private static void outcome(JsonWriter json, int resultCode, int errorCode) {
        json.number("resultCode", resultCode)
                .number("errorCode", errorCode)
                .flag("success", resultCode == OK);
    }

    private static int code(Fault fault) {
        return switch (fault) {
            case Fault.Invalid _, Fault.TooLarge _, Fault.Clash _ -> UNFIT;
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
