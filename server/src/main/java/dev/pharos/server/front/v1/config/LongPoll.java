package dev.pharos.server.front.v1.config;

import dev.pharos.core.config.Content;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Subscriber;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One parked request: waits for the first change of what it asks about. Answers once. */
final class LongPoll implements Delivery {
    private final Subscriber who;
    private final Map<ConfigKey, ListenLine> lines = new TreeMap<>();
    private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

    LongPoll(Subscriber who, List<ListenLine> lines) {
        this.who = who;
        lines.forEach(line -> this.lines.put(line.key(), line));
    }

    @Override
    public boolean offer(Notice notice) {
        if (answer.isDone()) {
            return false;
        }
        switch (notice) {
            case Notice.ServiceChanged _ -> {}
            case Notice.ConfigChanged changed -> {
                ListenLine line = lines.get(changed.key());
                if (line != null) {
                    changed(List.of(line));
                    changed.receipt().arrived();
                }
            }
        }
        return true;
    }

    @Override
    public Subscriber who() {
        return who;
    }

    @Override
    public String md5(ConfigKey key) {
        ListenLine line = lines.get(key);
        return line == null ? Content.NO_MD5 : line.md5();
    }

    Iterable<ConfigKey> keys() {
        return lines.keySet();
    }

    CompletionStage<HttpAnswer> answer() {
        return answer;
    }

    /** What had changed when it began to wait, or why that cannot be known. */
    void compared(@Nullable List<ListenLine> changed, @Nullable Throwable failure) {
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else if (changed != null && !changed.isEmpty()) {
            changed(changed);
        }
    }

    private void changed(List<ListenLine> changed) {
        answer.complete(LongPolls.answer(changed));
    }

    void unchanged() {
        answer.complete(LongPolls.answer(List.of()));
    }
}
