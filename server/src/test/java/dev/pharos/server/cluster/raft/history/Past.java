package dev.pharos.server.cluster.raft.history;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.port.ConfigStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A book whose past a store keeps, as a keeper has it. */
final class Past {
    private static final Author SOMEBODY = new Author("", "10.0.0.1");

    private final ConfigBook book = new ConfigBook();
    private final ConfigStore store;

    Past(ConfigStore store) {
        this.store = store;
    }

    static ConfigKey key(String dataId) {
        return new ConfigKey(Namespace.PUBLIC, "g", dataId);
    }

    static ConfigCommand publish(String dataId, String text) {
        return new ConfigCommand.Publish(
                key(dataId),
                Content.of(text, "text", ""),
                Description.NONE,
                Optional.empty(),
                Optional.empty(),
                SOMEBODY,
                1);
    }

    void apply(ConfigCommand command) {
        book.apply(command);
        store.save(book.drainPast());
    }

    void keepNewest(int versions) {
        apply(new ConfigCommand.PurgeHistory(0, versions, 1));
    }

    ConfigBook book() {
        return book;
    }

    List<HistoryRow> rows() {
        return book.image().history();
    }

    /** What each row says, newest first; fails where its body is not there. */
    List<String> told(String dataId) {
        List<String> told = new ArrayList<>();
        for (HistoryRow row : book.history(key(dataId))) {
            HistoryRow.Body body = store.load(row.number()).orElseThrow();
            told.add(body.content().text());
        }
        return told;
    }
}
