package dev.pharos.server.front.rpc;

import dev.pharos.core.fault.FaultException;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.grpc.Connection;
import dev.pharos.server.front.grpc.Dialect;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RefusedException;
import dev.pharos.server.front.rpc.RpcCall.Answerer;
import dev.pharos.server.front.wire.BrokenJsonException;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** What the payloads of 2.x and 3.x clients mean, as tables of naming and configuration. */
public final class RpcDialect implements Dialect {
    /** What a connection is for; one that does not say may be for this. */
    private static final String NAMING = "naming";

    private final Map<String, Answerer> table = new TreeMap<>();
    private final Map<Connection, RpcClient> clients = new ConcurrentHashMap<>();
    private final Inside inside;

    /** Counts what clients are told of services. Thread: any; never blocks. */
    public interface Pushes {
        void sent();

        /** An acknowledgement has come. */
        void arrived(long tookMillis);
    }

    /** The use cases this dialect translates to, and who counts what is pushed. */
    public record Inside(
            RegistryService registry,
            CatalogueService catalogue,
            WatchService watch,
            ConfigService configs,
            Pushes pushes) {}

    public RpcDialect(Inside inside) {
        this.inside = inside;
        table.putAll(new NamingRpc(inside.registry(), inside.catalogue(), inside.watch()).table());
        table.putAll(new ConfigRpc(inside.configs()).table());
    }

    /** The clients that are connected, in no order. */
    public List<Connection> connections() {
        return List.copyOf(clients.keySet());
    }

    @Override
    public Set<String> types() {
        return Set.copyOf(table.keySet());
    }

    @Override
    public CompletionStage<Payload> request(Connection from, Payload request) {
        RpcClient client = clients.get(from);
        Answerer answerer = table.get(request.type());
        if (client == null || answerer == null) {
            throw new RefusedException(301, "the connection has ended");
        }
        return answered(answerer, RpcCall.of(client, request, parsed(request)));
    }

    /**
     * JSON that says something else than its type promises is the caller's mistake for good: it is
     * refused in the request's own answer, which no client sends again.
     */
    private static CompletionStage<Payload> answered(Answerer answerer, RpcCall call) {
        try {
            return answerer.answer(call);
        } catch (FaultException refused) {
            return CompletableFuture.completedStage(Answers.no(call, refused));
        } catch (BrokenJsonException unexpected) {
            return CompletableFuture.completedStage(Answers.unfit(call, unexpected));
        }
    }

    private static JsonObject parsed(Payload request) {
        try {
            return Json.parseWhole(request.json());
        } catch (BrokenJsonException broken) {
            throw RefusedException.unparsable(request.type(), String.valueOf(broken.getMessage()));
        }
    }

    @Override
    public void connected(Connection connection) {
        RpcClient client = new RpcClient(connection, inside.registry(), inside.pushes());
        clients.put(connection, client);
        if (NAMING.equals(connection.labels().getOrDefault("module", NAMING))) {
            inside.registry().connect(client.id());
        }
    }

    @Override
    public void disconnected(Connection connection) {
        RpcClient client = clients.remove(connection);
        if (client != null) {
            inside.registry().disconnect(client.id());
            inside.watch().forget(client);
        }
    }
}
