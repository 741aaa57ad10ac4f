package dev.pharos.server.front.rpc;

import dev.pharos.core.config.Content;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.RegistryService;
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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A connection as the inside knows it: a client that publishes, and one that waits. */
final class RpcClient implements Delivery {
    /** As many as may wait in an outbox: one change of all of them still fits. */
    private static final int WAITS_MAX = 10_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** More than any name that can be published has. */
    private static final int LISTENED_MAX_CHARS = 1024;

    private final Connection connection;
    private final RegistryService registry;
    private final RpcDialect.Pushes pushes;
    private final Map<ConfigKey, Listened> listened = new ConcurrentHashMap<>();

    /** The connection's loop alone. */
    private final Set<Subscribed> subscribed = new HashSet<>();

    private record Subscribed(ServiceName service, String pools) {}

    /**
     * A configuration as the client spelt it; pushes and answers spell it so, or the client does
     * not find its own listener.
     *
     * @param md5 what the client has
     */
    record Listened(String dataId, String group, Optional<String> tenant, String md5)
            implements ConfigService.Held {
        long length() {
            return (long) dataId.length()
                    + group.length()
                    + tenant.orElse("").length()
                    + md5.length();
        }

        @Override
        public ConfigKey key() {
            return new ConfigKey(Namespace.of(tenant.orElse("")), group, dataId);
        }

        void write(JsonWriter json) {
            json.text("dataId", dataId).text("group", group).text("tenant", tenant.orElse(null));
        }
    }

    /** Names the encoding of a push among those of a view. */
    private record PushForm(String pools) {}

    RpcClient(Connection connection, RegistryService registry, RpcDialect.Pushes pushes) {
        this.connection = connection;
        this.registry = registry;
        this.pushes = pushes;
    }

    ClientId id() {
        return ClientId.connection(connection.id());
    }

    /** The address that the client gives itself, which gray rules look at. */
    String ip() {
        String said = connection.clientIp();
        return said.isEmpty() ? connection.remote().getAddress().getHostAddress() : said;
    }

    /**
     * The tag that the client's application carries, which gray rules look at. Source: grpc.md §6.2
     * of the reference.
     */
    Optional<String> tag() {
        return Optional.ofNullable(connection.labels().get("app_Vipserver-Tag"));
    }

    Caller caller() {
        return new Caller(ip(), connection.clientVersion(), app(), "");
    }

    /** Fails: {@code Invalid} for a name that no configuration has, {@code TooLarge}. */
    void listen(Listened listening) {
        ConfigKey key = listening.key();
        if (listening.length() > LISTENED_MAX_CHARS) {
            throw new FaultException(
                    new Fault.TooLarge("dataId", listening.length(), LISTENED_MAX_CHARS));
        }
        if (listened.size() >= WAITS_MAX && !listened.containsKey(key)) {
            throw tooMany("configListenContexts");
        }
        listened.put(key, listening);
    }

    /** Whether that is still what it wants to be told of. */
    boolean listens(Listened listening) {
        return listening.equals(listened.get(listening.key()));
    }

    boolean isGone() {
        return connection.isGone();
    }

    /** Fails: {@code TooLarge}. */
    void subscribes(ServiceName service, String pools) {
        Subscribed wanted = new Subscribed(service, pools);
        if (subscribed.size() >= WAITS_MAX && !subscribed.contains(wanted)) {
            throw tooMany("subscriptions");
        }
        subscribed.add(wanted);
    }

    void unsubscribes(ServiceName service, String pools) {
        subscribed.remove(new Subscribed(service, pools));
    }

    private static FaultException tooMany(String what) {
        return new FaultException(new Fault.TooLarge(what, WAITS_MAX + 1L, WAITS_MAX));
    }

    void unlisten(ConfigKey key) {
        listened.remove(key);
    }

    @Override
    public boolean offer(Notice notice) {
        return switch (notice) {
            case Notice.ServiceChanged changed ->
                    connection.offer(new ServicePush(changed, registry, pushes));
            case Notice.ConfigChanged changed -> {
                Listened listening = listened.get(changed.key());
                yield listening == null
                        ? !connection.isGone()
                        : connection.offer(new ConfigPush(changed, listening));
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

    /**
     * Carries what holds when it is written, not what held when it was offered: an answer in
     * between may have told the client more.
     */
    private static final class ServicePush implements Push {
        private final Notice.ServiceChanged changed;
        private final RegistryService registry;
        private final RpcDialect.Pushes counter;
        private long sentNanos;

        ServicePush(
                Notice.ServiceChanged changed,
                RegistryService registry,
                RpcDialect.Pushes counter) {
            this.changed = changed;
            this.registry = registry;
            this.counter = counter;
        }

        @Override
        public String key() {
            return changed.view().value().name() + " " + changed.pools();
        }

        @Override
        public Payload payload(String requestId) {
            sentNanos = System.nanoTime();
            counter.sent();
            Shared<ServiceView> newest = registry.newest(changed.view().value().name());
            return Payload.push(
                    "NotifySubscriberRequest", requestId, encoded(newest, changed.pools()));
        }

        @Override
        public void acknowledged() {
            counter.arrived((System.nanoTime() - sentNanos) / NANOS_PER_MILLI);
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
