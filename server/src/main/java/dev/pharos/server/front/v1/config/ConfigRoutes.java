package dev.pharos.server.front.v1.config;

import static dev.pharos.server.front.http.Route.parking;
import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Gray;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.app.ConfigSearch;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /v1/cs/configs}: publish, read, remove, search. */
final class ConfigRoutes {
    /** Names the encoding of a content among those of its configuration. */
    private record Body(String md5) {}

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);

    private final ConfigService configs;
    private final LongPolls polls;

    ConfigRoutes(ConfigService configs, LongPolls polls) {
        this.configs = configs;
        this.polls = polls;
    }

    /** The table. {@code root} ends in {@code /v1/cs}. */
    List<Route> routes(String root) {
        return List.of(
                prompt("POST", root + "/configs", this::publish),
                prompt("GET", root + "/configs", this::read),
                prompt("DELETE", root + "/configs", this::remove),
                prompt("GET", root + "/configs/catalog", this::about),
                parking("POST", root + "/configs/listener", polls::listen),
                prompt("GET", root + "/configs/listener", polls::listeners),
                prompt("GET", root + "/listener", polls::listening),
                prompt("GET", root + "/communication/configWatchers", polls::watchers),
                prompt("GET", root + "/communication/watcherConfigs", polls::watched),
                prompt("GET", root + "/communication/dataChange", this::dataChange));
    }

    private CompletionStage<HttpAnswer> publish(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        if (form.says("import", "true") || form.says("clone", "true")) {
            return now(notBuilt("import and clone"));
        }
        return configs.publish(form.caller(), form.draft()).thenApply(_ -> V1Config.json(TRUE));
    }

    /** One path reads in five ways; what a request says besides its key decides. */
    private CompletionStage<HttpAnswer> read(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        if (form.says("search", "accurate") || form.says("search", "blur")) {
            return now(search(form));
        }
        if (form.says("show", "all")) {
            return now(
                    formal(form.key())
                            .map(c -> V1Config.json(ConfigJson.object(c)))
                            .orElseGet(() -> V1Config.json("")));
        }
        if (form.says("beta", "true")) {
            return now(beta(form.key()));
        }
        if (form.says("export", "true")
                || form.says("exportV2", "true")
                || form.says("clone", "true")) {
            return now(notBuilt("export and clone"));
        }
        return now(content(form));
    }

    /** Better than what the request would mean without the word that is not understood yet. */
    private static HttpAnswer notBuilt(String what) {
        return V1Config.text(501, what + ": not built yet\n");
    }

    private HttpAnswer content(ConfigForm form) {
        Optional<ConfigView.Served> found = configs.select(form.key(), form.reader());
        if (found.isEmpty()) {
            return V1Config.text(404, "config data not exist\n");
        }
        ConfigView.Served served = found.get();
        HttpAnswer answer =
                V1Config.uncached(HttpAnswer.of(200, V1Config.PLAIN, body(form.key(), served)))
                        .ofSharedBody()
                        .withHeader("Config-Type", served.content().type())
                        .withHeader("Content-MD5", served.content().md5())
                        .withHeader("Last-Modified", date(served.modifiedMillis()));
        if (served.gray().isEmpty() || !served.content().encryptedKey().isEmpty()) {
            answer = answer.withHeader("Encrypted-Data-Key", served.content().encryptedKey());
        }
        return served.gray().isEmpty() ? answer : marked(answer, served.gray().get().rule());
    }

    /** Many read the same: it is encoded once. */
    private byte[] body(ConfigKey key, ConfigView.Served served) {
        Function<ConfigView, byte[]> encode =
                _ -> served.content().text().getBytes(StandardCharsets.UTF_8);
        return configs.find(key)
                .map(view -> view.form(new Body(served.content().md5()), encode))
                .orElseGet(() -> served.content().text().getBytes(StandardCharsets.UTF_8));
    }

    private static HttpAnswer marked(HttpAnswer answer, Gray.Rule rule) {
        return switch (rule) {
            case Gray.Beta _ -> answer.withHeader("isBeta", "true");
            case Gray.Tag tag ->
                    answer.withHeader("tag", URLEncoder.encode(tag.tag(), StandardCharsets.UTF_8));
        };
    }

    private HttpAnswer search(ConfigForm form) {
        boolean like = form.says("search", "blur");
        ConfigSearch search =
                new ConfigSearch(
                        form.namespace(),
                        form.required("dataId"),
                        form.required("group"),
                        form.text("appName").orElse(""),
                        form.list("config_tags"),
                        like ? form.list("types") : List.of(),
                        like);
        boolean byTag = !search.tags().isEmpty();
        return V1Config.json(
                ConfigJson.page(
                        configs.search(search, form.page()),
                        (json, config) ->
                                json.open(line -> ConfigJson.found(line, config, like, byTag))));
    }

    private HttpAnswer beta(ConfigKey key) {
        Optional<Gray> gray = configs.find(key).flatMap(view -> view.value().gray(Gray.Beta.NAME));
        return V1Config.json(
                gray.isPresent() && gray.get().rule() instanceof Gray.Beta beta
                        ? ConfigJson.result(
                                "query beta ok",
                                json -> ConfigJson.beta(json, key, gray.get(), beta.ips()))
                        : ConfigJson.result("query beta ok", null));
    }

    private CompletionStage<HttpAnswer> about(HttpCall call) {
        Optional<Configuration> found = formal(new ConfigForm(call).key());
        return now(
                V1Config.json(
                        found.isPresent()
                                ? ConfigJson.result(
                                        null, json -> ConfigJson.aboutWithType(json, found.get()))
                                : ConfigJson.result(null, null)));
    }

    private CompletionStage<HttpAnswer> remove(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        if (form.says("delType", "ids")) {
            return removeByIds(form);
        }
        ConfigKey key = form.key();
        if (form.says("beta", "true")) {
            return configs.removeBeta(form.caller(), key)
                    .handle(
                            (_, failure) ->
                                    V1Config.json(
                                            failure == null
                                                    ? ConfigJson.result(200, "stop beta ok", true)
                                                    : ConfigJson.result(
                                                            500, "remove beta data error", false)));
        }
        Optional<String> tag = form.text("tag").filter(text -> !text.isBlank());
        CompletionStage<Void> removed =
                tag.isPresent()
                        ? configs.removeTag(form.caller(), key, tag.get())
                        : configs.remove(form.caller(), key);
        return removed.thenApply(_ -> V1Config.json(TRUE));
    }

    private CompletionStage<HttpAnswer> removeByIds(ConfigForm form) {
        List<CompletableFuture<Void>> removed = new ArrayList<>();
        form.required("ids");
        for (String id : form.list("ids")) {
            configs.byId(ConfigForm.number("ids", id))
                    .map(config -> configs.remove(form.caller(), config.key()))
                    .ifPresent(stage -> removed.add(stage.toCompletableFuture()));
        }
        return CompletableFuture.allOf(removed.toArray(CompletableFuture[]::new))
                .thenApply(_ -> V1Config.json(ConfigJson.result(200, null, true)));
    }

    /** Peers of 1.x tell each other so; there is nothing to do. */
    private CompletionStage<HttpAnswer> dataChange(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        form.key();
        return now(V1Config.json(TRUE));
    }

    private Optional<Configuration> formal(ConfigKey key) {
        return configs.find(key).flatMap(view -> view.value().formal());
    }

    private static String date(long millis) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    private static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
