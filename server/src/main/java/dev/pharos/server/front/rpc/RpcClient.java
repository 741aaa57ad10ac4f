package dev.pharos.server.front.rpc;

import dev.pharos.core.config.Content;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.front.grpc.Connection;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.Push;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.ServiceJson;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.Subscriber;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A connection as the inside knows it: a client that publishes, and one that waits. */
final class RpcClient implements Delivery {
    private final Connection connection;
    private final Map<ConfigKey, Listened> listened = new ConcurrentHashMap<>();

    /**
     * A configuration as the client spelt it; pushes and answers spell it so, or the client does
     * not find its own listener.
     *
     * @param md5 what the client has
     */
    record Listened(String dataId, String group, Optional<String> tenant, String md5) {
        ConfigKey key() {
            return new ConfigKey(Namespace.of(tenant.orElse("")), group, dataId);
        }

        void write(JsonWriter json) {
            json.text("dataId", dataId).text("group", group).text("tenant", tenant.orElse(null));
        }
    }

    /** Names the encoding of a push among those of a view. */
    private record PushForm(String pools) {}

    RpcClient(Connection connection) {
        this.connection = connection;
    }

    ClientId id() {
        return ClientId.connection(connection.id());
    }

    /** The address that the client gives itself, which gray rules look at. */
    String ip() {
        String said = connection.clientIp();
        return said.isEmpty() ? connection.remote().getAddress().getHostAddress() : said;
    }

    Caller caller() {
        return new Caller(ip(), connection.clientVersion(), app(), "");
    }

    void listen(Listened listening) {
        listened.put(listening.key(), listening);
    }

    void unlisten(ConfigKey key) {
        listened.remove(key);
    }

    @Override
    public boolean offer(Notice notice) {
        return switch (notice) {
            case Notice.ServiceChanged changed -> connection.offer(new ServicePush(changed));
            case Notice.ConfigChanged changed -> {
                Listened listening = listened.get(changed.key());
                yield listening == null || connection.offer(new ConfigPush(changed, listening));
            }
        };
    }

    @Override
    public Subscriber who() {
        return new Subscriber(
                connection.id(),
                ip(),
                connection.remote().getPort(),
                connection.clientVersion(),
                app());
    }

    @Override
    public String md5(ConfigKey key) {
        Listened listening = listened.get(key);
        return listening == null ? Content.NO_MD5 : listening.md5();
    }

    private String app() {
        return connection.labels().getOrDefault("AppName", "unknown");
    }

    private static byte[] encoded(Shared<ServiceView> view, String pools) {
        return view.form(
                new PushForm(pools),
                value -> {
                    ServiceName name = value.name();
                    return JsonWriter.object(
                            json ->
                                    json.text("namespace", name.namespace().id())
                                            .text("serviceName", name.name())
                                            .text("groupName", name.group())
                                            .raw(
                                                    "serviceInfo",
                                                    ServiceJson.grpc(view, pools, false))
                                            .text("module", "naming"));
                });
    }

    private record ServicePush(Notice.ServiceChanged changed) implements Push {
        @Override
        public String key() {
            return changed.view().value().name() + " " + changed.pools();
        }

        @Override
        public Payload payload(String requestId) {
            return Payload.push(
                    "NotifySubscriberRequest", requestId, encoded(changed.view(), changed.pools()));
        }

        @Override
        public void acknowledged() {
            changed.receipt().arrived();
        }

        @Override
        public void missing() {
            changed.receipt().missing();
        }
    }

    private record ConfigPush(Notice.ConfigChanged changed, Listened listening) implements Push {
        @Override
        public String key() {
            return "config " + changed.key();
        }

        @Override
        public Payload payload(String requestId) {
            return Payload.push(
                    "ConfigChangeNotifyRequest",
                    requestId,
                    JsonWriter.object(
                            json -> {
                                listening.write(json);
                                json.text("module", "config");
                            }));
        }

        @Override
        public void acknowledged() {
            changed.receipt().arrived();
        }

        @Override
        public void missing() {
            changed.receipt().missing();
        }
    }
}
