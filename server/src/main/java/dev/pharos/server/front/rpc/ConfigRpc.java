package dev.pharos.server.front.rpc;

import dev.pharos.core.config.ConfigCommand.Expected;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Gray;
import dev.pharos.core.config.Reader;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.app.ConfigDraft;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RefusedException;
import dev.pharos.server.front.rpc.RpcCall.Answerer;
import dev.pharos.server.front.rpc.RpcClient.Listened;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.port.Stages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Configuration over gRPC. Source: grpc.md §6 of the reference. */
final class ConfigRpc {
    /** Inside an answer this means that there is no such configuration. */
    private static final int ABSENT = 300;

    private static final int UNKNOWN_YET = 503;

    private final ConfigService configs;

    ConfigRpc(ConfigService configs) {
        this.configs = configs;
    }

    /** The table: one line per type of request. */
    Map<String, Answerer> table() {
        return Map.of(
                "ConfigQueryRequest",
                orElsewhere(this::query),
                "ConfigPublishRequest",
                this::publish,
                "ConfigRemoveRequest",
                this::remove,
                "ConfigBatchListenRequest",
                orElsewhere(this::listen));
    }

    private CompletionStage<Payload> query(RpcCall call) {
        Optional<String> tag = call.json().text("tag").filter(text -> !text.isBlank());
        Optional<ConfigView.Served> found = configs.select(key(call.json()), reader(call, tag));
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(
                    Answers.refused(
                            call,
                            ABSENT,
                            "config data not exist",
                            json ->
                                    json.number("lastModified", 0)
                                            .flag("beta", false)
                                            .text("tag", tag.orElse(null))));
        }
        return Answers.now(call, json -> write(json, found.get()));
    }

    /** A tag is told only when one was picked: the Go client cannot read it otherwise. */
    private static void write(JsonWriter json, ConfigView.Served served) {
        Content content = served.content();
        Optional<Gray.Rule> rule = served.gray().map(Gray::rule);
        json.text("content", content.text())
                .text("encryptedDataKey", content.encryptedKey())
                .text("contentType", content.type())
                .text("md5", content.md5())
                .number("lastModified", served.modifiedMillis())
                .flag("beta", rule.filter(Gray.Beta.class::isInstance).isPresent());
        if (rule.isPresent() && rule.get() instanceof Gray.Tag tag) {
            json.text("tag", tag.tag());
        }
    }

    private CompletionStage<Payload> publish(RpcCall call) {
        Map<String, String> more = call.json().textMap("additionMap");
        ConfigDraft draft =
                new ConfigDraft(
                        key(call.json()),
                        call.json().text("content", ""),
                        more.getOrDefault("type", ""),
                        more.getOrDefault("encryptedDataKey", ""),
                        description(more),
                        gray(more),
                        Expected.ofNacos(call.json().text("casMd5")),
                        more.getOrDefault("src_user", ""));
        return Answers.after(configs.publish(call.client().caller(), draft), call, _ -> {});
    }

    private static Description description(Map<String, String> more) {
        return new Description(
                Optional.ofNullable(more.get("appName")),
                Optional.ofNullable(more.get("config_tags"))
                        .map(
                                tags ->
                                        Arrays.stream(tags.split(",", -1))
                                                .filter(tag -> !tag.isBlank())
                                                .toList()),
                Optional.ofNullable(more.get("desc")),
                Optional.ofNullable(more.get("use")),
                Optional.ofNullable(more.get("effect")),
                Optional.ofNullable(more.get("schema")));
    }

    private static Optional<Gray.Rule> gray(Map<String, String> more) {
        String ips = more.getOrDefault("betaIps", "");
        String tag = more.getOrDefault("tag", "");
        if (!ips.isBlank()) {
            return Optional.of(new Gray.Beta(ips));
        }
        return tag.isBlank() ? Optional.empty() : Optional.of(new Gray.Tag(tag));
    }

    private CompletionStage<Payload> remove(RpcCall call) {
        ConfigKey key = key(call.json());
        String tag = call.json().text("tag", "");
        CompletionStage<Void> done =
                tag.isBlank()
                        ? configs.remove(call.client().caller(), key)
                        : configs.removeTag(call.client().caller(), key, tag);
        return Answers.after(done, call, _ -> {});
    }

    /** Begins to wait before it compares for good, so that no change falls between. */
    private CompletionStage<Payload> listen(RpcCall call) {
        RpcClient client = call.client();
        List<Listened> wanted = new ArrayList<>();
        for (JsonObject context : call.json().objects("configListenContexts")) {
            Listened listening =
                    new Listened(
                            context.text("dataId", ""),
                            context.text("group", ""),
                            context.text("tenant"),
                            context.text("md5", Content.NO_MD5));
            if (call.json().flag("listen", true)) {
                client.listen(listening);
                wanted.add(listening);
            } else {
                configs.unwatch(listening.key(), client);
                client.unlisten(listening.key());
            }
        }
        Reader reader = reader(call, Optional.empty());
        return configs.changed(wanted, reader)
                .thenCompose(
                        _ -> {
                            watch(wanted, client);
                            return configs.changed(wanted, reader);
                        })
                .thenApply(changed -> changed(call, changed));
    }

    /** The client may have changed its mind meanwhile, or be gone. */
    private void watch(List<Listened> wanted, RpcClient client) {
        for (Listened listening : wanted) {
            if (client.listens(listening)) {
                configs.watch(listening.key(), client);
            }
        }
        if (client.isGone()) {
            configs.forget(client);
        }
    }

    private static Payload changed(RpcCall call, List<Listened> changed) {
        return Answers.ok(
                call,
                json ->
                        json.array(
                                "changedConfigs", changed, (list, one) -> list.open(one::write)));
    }

    /**
     * What this node cannot know yet another may: a client repeats what ends in an {@code
     * ErrorResponse}, and then turns to another node.
     */
    private static Answerer orElsewhere(Answerer reading) {
        return call -> {
            try {
                return reading.answer(call).exceptionallyCompose(failure -> refused(call, failure));
            } catch (FaultException failure) {
                return refused(call, failure);
            }
        };
    }

    private static CompletionStage<Payload> refused(RpcCall call, Throwable failure) {
        return Stages.fault(failure)
                .filter(
                        fault ->
                                fault instanceof Fault.NoLeader
                                        || fault instanceof Fault.Unavailable)
                .map(fault -> new RefusedException(UNKNOWN_YET, fault.message()))
                .map(CompletableFuture::<Payload>failedStage)
                .orElseGet(() -> CompletableFuture.completedStage(Answers.no(call, failure)));
    }

    private static ConfigKey key(JsonObject json) {
        return new Listened(
                        json.text("dataId", ""),
                        json.text("group", ""),
                        json.text("tenant"),
                        Content.NO_MD5)
                .key();
    }

    private static Reader reader(RpcCall call, Optional<String> tag) {
        return new Reader(
                call.client().ip(),
                tag.or(() -> call.request().header("Vipserver-Tag")).or(call.client()::tag),
                tag.isPresent());
    }
}
