package dev.pharos.server.front.v1.config;

import dev.pharos.core.config.Reader;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Subscriber;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The long-polling listener of 1.x clients, and who is listening.
 *
 * <p>A poll that differs is answered at once. Another one is parked: it begins to wait first and
 * compares again then, so that no change falls between.
 */
final class LongPolls {
    private static final long HOLD_MIN_MILLIS = 10_000;

    /** A client that would wait longer is told to ask again. */
    private static final long HOLD_MAX_MILLIS = 600_000;

    /** How much sooner than the client expects an answer it gets one. */
    private static final long EARLIER_MILLIS = 500;

    private final World world;
    private final ConfigService configs;
    private final Executor loop;
    private final AtomicLong numbers = new AtomicLong();

    LongPolls(World world, ConfigService configs) {
        this.world = world;
        this.configs = configs;
        this.loop = world.loop("long-poll");
    }

    CompletionStage<HttpAnswer> listen(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        List<ListenLine> lines = ListenLine.parse(form.text("Listening-Configs").orElse(""));
        Reader reader = form.reader();
        CompletionStage<List<ListenLine>> changed = configs.changed(lines, reader);
        Optional<String> timeout = call.header("Long-Pulling-Timeout");
        if (timeout.isEmpty()) {
            return changed.thenApply(LongPolls::shortAnswer);
        }
        long patience = ConfigForm.number("Long-Pulling-Timeout", timeout.get());
        long hold =
                Math.clamp(patience, HOLD_MIN_MILLIS + EARLIER_MILLIS, HOLD_MAX_MILLIS)
                        - EARLIER_MILLIS;
        boolean mayPark =
                call.header("Long-Pulling-Timeout-No-Hangup").filter("true"::equals).isEmpty();
        LongPoll poll = new LongPoll(who(call, form.caller()), lines);
        return changed.thenCompose(
                found -> {
                    if (!found.isEmpty() || !mayPark) {
                        return CompletableFuture.completedStage(answer(found));
                    }
                    park(poll, Duration.ofMillis(hold), call);
                    var _ = configs.changed(lines, reader).whenComplete(poll::compared);
                    return poll.answer();
                });
    }

    /** Sees to its end before it begins, so that one that is refused half-way is forgotten. */
    private void park(LongPoll poll, Duration hold, HttpCall call) {
        World.Timer timer = world.after(hold, loop, poll::unchanged);
        poll.answer()
                .whenComplete(
                        (_, _) -> {
                            timer.cancel();
                            configs.forget(poll);
                        });
        poll.keys().forEach(key -> configs.watch(key, poll));
        call.gone().thenRun(poll::unchanged);
        call.hurried().thenRun(poll::unchanged);
    }

    /** Empty when nothing has changed. */
    static HttpAnswer answer(List<ListenLine> changed) {
        String body = changed.isEmpty() ? "" : ListenLine.encode(changed);
        return V1Config.uncached(V1Config.json(body));
    }

    /**
     * Clients before long polling read one of two headers, which are there when nothing has changed
     * too. Source: golden 21-config-v1-listener/short-*.
     */
    private static HttpAnswer shortAnswer(List<ListenLine> changed) {
        return answer(List.of())
                .withHeader("Probe-Modify-Response", ListenLine.plain(changed))
                .withHeader("Probe-Modify-Response-New", ListenLine.encode(changed).strip());
    }

    CompletionStage<HttpAnswer> listeners(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        form.number("sampleTime", 1);
        return listenersOf(form.key()).thenApply(found -> status(found, true));
    }

    CompletionStage<HttpAnswer> watchers(HttpCall call) {
        return listenersOf(new ConfigForm(call).key()).thenApply(found -> status(found, false));
    }

    /** The configurations that clients at an address listen to. */
    CompletionStage<HttpAnswer> listening(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        form.number("sampleTime", 1);
        Optional<String> tenant = form.text("tenant").filter(text -> !text.isBlank());
        boolean all = form.says("all", "true");
        return configs.watchedFrom(form.required("ip"))
                .thenApply(
                        watched -> {
                            Map<String, String> shown = new TreeMap<>();
                            watched.forEach(
                                    (key, md5) -> {
                                        String id = ConfigJson.tenant(key.namespace());
                                        if (tenant.map(id::equals).orElse(all || id.isEmpty())) {
                                            shown.put(groupKey(key), md5);
                                        }
                                    });
                            return status(shown, true);
                        });
    }

    CompletionStage<HttpAnswer> watched(HttpCall call) {
        return configs.watchedFrom(new ConfigForm(call).required("ip"))
                .thenApply(
                        watched -> {
                            Map<String, String> shown = new TreeMap<>();
                            watched.forEach((key, md5) -> shown.put(groupKey(key), md5));
                            return status(shown, false);
                        });
    }

    private CompletionStage<Map<String, String>> listenersOf(ConfigKey key) {
        return configs.watchers(key)
                .thenApply(
                        deliveries -> {
                            Map<String, String> found = new TreeMap<>();
                            for (Delivery delivery : deliveries) {
                                found.put(delivery.who().ip(), delivery.md5(key));
                            }
                            return found;
                        });
    }

    /** The misspelt name is the wire's. */
    private static HttpAnswer status(Map<String, String> found, boolean withCollectStatus) {
        return V1Config.json(
                JsonWriter.object(
                        json -> {
                            if (withCollectStatus) {
                                json.number("collectStatus", 200);
                            }
                            json.texts("lisentersGroupkeyStatus", found);
                        }));
    }

    private static String groupKey(ConfigKey key) {
        String text = escape(key.dataId()) + "+" + escape(key.group());
        return key.namespace().isPublic() ? text : text + "+" + escape(key.namespace().id());
    }

    private static String escape(String part) {
        return part.replace("%", "%25").replace("+", "%2B");
    }

    private Subscriber who(HttpCall call, Caller caller) {
        return new Subscriber(
                "poll-" + numbers.incrementAndGet(),
                caller.ip(),
                call.remote().getPort(),
                caller.agent(),
                caller.app());
    }
}
