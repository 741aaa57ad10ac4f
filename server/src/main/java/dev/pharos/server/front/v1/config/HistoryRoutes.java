package dev.pharos.server.front.v1.config;

import static dev.pharos.server.front.http.Route.blocking;
import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.app.ConfigSearch;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.Page;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /v1/cs/history}: what configurations said before. */
final class HistoryRoutes {
    private static final int PAGE_MAX = 500;
    private static final int PAGE_DEFAULT = 100;

    private final ConfigService configs;

    HistoryRoutes(ConfigService configs) {
        this.configs = configs;
    }

    /** The table. {@code root} ends in {@code /v1/cs}. */
    List<Route> routes(String root) {
        return List.of(
                blocking("GET", root + "/history", this::history),
                blocking("GET", root + "/history/previous", this::previous),
                prompt("GET", root + "/history/configs", this::list));
    }

    private CompletionStage<HttpAnswer> history(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        return now(form.says("search", "accurate") ? rows(form) : row(form));
    }

    private HttpAnswer rows(ConfigForm form) {
        int size = Math.min(form.integer("pageSize").orElse(PAGE_DEFAULT), PAGE_MAX);
        Page<HistoryRow> page =
                Page.of(
                        configs.history(form.key()),
                        new Page.Request(form.integer("pageNo").orElse(1), size));
        return V1Config.json(
                ConfigJson.page(
                        page, (json, row) -> json.open(line -> ConfigJson.past(line, row))));
    }

    /** A caller of 1.x names the row alone. */
    private HttpAnswer row(ConfigForm form) {
        Optional<HistoryRow.Whole> past = configs.past(form.requiredNumber("nid"));
        if (form.text("dataId").isPresent()) {
            ConfigKey key = form.key();
            if (past.isPresent() && !past.get().body().key().equals(key)) {
                throw foreign("history row " + past.get().row().number(), key);
            }
        }
        return answer(past);
    }

    /** The content before the present one of the configuration with this id. */
    private CompletionStage<HttpAnswer> previous(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        Optional<Configuration> config = configs.byId(form.requiredNumber("id"));
        ConfigKey key = form.key();
        if (config.isPresent() && !config.get().key().equals(key)) {
            throw foreign("configuration " + config.get().id(), key);
        }
        return now(
                answer(
                        config.flatMap(
                                _ ->
                                        configs.history(key).stream()
                                                .filter(row -> row.gray().isEmpty())
                                                .filter(HistoryRoutes::isUpdate)
                                                .findFirst()
                                                .flatMap(row -> configs.past(row.number())))));
    }

    private CompletionStage<HttpAnswer> list(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        form.required("tenant");
        ConfigSearch all =
                new ConfigSearch(form.namespace(), "", "", "", List.of(), List.of(), false);
        Page<Configuration> page = configs.search(all, new Page.Request(1, Integer.MAX_VALUE));
        return now(
                V1Config.json(
                        JsonWriter.array(
                                page.items(),
                                (json, config) ->
                                        json.open(line -> ConfigJson.listed(line, config)))));
    }

    /** Whose it is, the caller may have no right to know. */
    private static FaultException foreign(String what, ConfigKey asked) {
        return new FaultException(new Fault.Denied("read", what + ": it is not of " + asked));
    }

    private static boolean isUpdate(HistoryRow row) {
        return row.operation() == HistoryRow.Operation.UPDATE;
    }

    private static HttpAnswer answer(Optional<HistoryRow.Whole> past) {
        return past.map(
                        found ->
                                V1Config.json(
                                        JsonWriter.object(json -> ConfigJson.past(json, found))))
                .orElseGet(() -> V1Config.json(""));
    }

    private static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
