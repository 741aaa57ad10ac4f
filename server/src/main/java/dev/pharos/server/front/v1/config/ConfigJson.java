package dev.pharos.server.front.v1.config;

import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Gray;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.app.Page;
import dev.pharos.server.front.wire.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The JSON of configurations as Nacos 2.5.1 writes it (golden 20 and 22). */
final class ConfigJson {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneOffset.UTC);

    private ConfigJson() {}

    /** The envelope that carries {@code data}, which may be nothing. */
    static byte[] result(@Nullable String message, @Nullable Consumer<JsonWriter> data) {
        return JsonWriter.object(
                json -> {
                    json.number("code", 200).textOrNull("message", message);
                    if (data == null) {
                        json.none("data");
                    } else {
                        json.object("data", data);
                    }
                });
    }

    static byte[] result(int code, @Nullable String message, boolean data) {
        return JsonWriter.object(
                json ->
                        json.number("code", code)
                                .textOrNull("message", message)
                                .flag("data", data));
    }

    static <T> byte[] page(Page<T> page, BiConsumer<JsonWriter, T> item) {
        return JsonWriter.object(
                json ->
                        json.number("totalCount", page.total())
                                .number("pageNumber", page.number())
                                .number("pagesAvailable", page.pages())
                                .array("pageItems", page.items(), item));
    }

    static byte[] object(Configuration config) {
        return JsonWriter.object(json -> whole(json, config));
    }

    /** All that is known of one. */
    private static void whole(JsonWriter json, Configuration config) {
        head(json, config, config.content().text(), config.content().md5())
                .textOrNull("encryptedDataKey", config.content().encryptedKey())
                .text("tenant", tenant(config.key().namespace()))
                .text("appName", config.description().app().orElse(""))
                .textOrNull("type", config.content().type());
        about(json, config);
    }

    /** All but the content. */
    private static void about(JsonWriter json, Configuration config) {
        Description said = config.description();
        json.number("createTime", config.created().atMillis())
                .number("modifyTime", config.modified().atMillis())
                .textOrNull("createUser", orNull(config.modified().author().user()))
                .text("createIp", config.modified().author().ip())
                .textOrNull("desc", said.desc().orElse(null))
                .textOrNull("use", said.use().orElse(null))
                .textOrNull("effect", said.effect().orElse(null))
                .textOrNull("schema", said.schema().orElse(null))
                .textOrNull(
                        "configTags", said.tags().map(tags -> String.join(",", tags)).orElse(null));
    }

    static void aboutWithType(JsonWriter json, Configuration config) {
        json.textOrNull("type", config.content().type());
        about(json, config);
    }

    /**
     * One line of a search; which columns it reads depends on how it searches, and so what is null.
     */
    static void found(JsonWriter json, Configuration config, boolean like, boolean byTag) {
        head(json, config, config.content().text(), null)
                .textOrNull(
                        "encryptedDataKey", like && !byTag ? config.content().encryptedKey() : null)
                .text("tenant", tenant(config.key().namespace()))
                .text("appName", config.description().app().orElse(""))
                .textOrNull("type", byTag && !like ? null : config.content().type());
    }

    /** One line of a namespace's list. */
    static void listed(JsonWriter json, Configuration config) {
        json.text("id", "0")
                .text("dataId", config.key().dataId())
                .text("group", config.key().group())
                .none("content")
                .none("md5")
                .none("encryptedDataKey")
                .text("tenant", tenant(config.key().namespace()))
                .text("appName", config.description().app().orElse(""))
                .textOrNull("type", config.content().type())
                .number("lastModified", config.modified().atMillis());
    }

    /** A beta version. */
    static void beta(JsonWriter json, ConfigKey key, Gray gray, String ips) {
        json.text("id", Long.toString(gray.id()))
                .text("dataId", key.dataId())
                .text("group", key.group())
                .textOrNull("content", gray.content().text())
                .textOrNull("md5", gray.content().md5())
                .textOrNull("encryptedDataKey", orNull(gray.content().encryptedKey()))
                .text("tenant", tenant(key.namespace()))
                .text("appName", gray.app())
                .none("type")
                .text("betaIps", ips);
    }

    /** A row of the past with its content. */
    static void past(JsonWriter json, HistoryRow.Whole past) {
        past(json, past.row(), past.body().description(), Optional.of(past.body().content()));
    }

    /** A row of the past as a list shows it: without content. */
    static void past(JsonWriter json, HistoryRow row) {
        past(json, row, row.description(), Optional.empty());
    }

    /** Nacos keeps the operation in a column of ten characters, and clients know it so. */
    private static void past(
            JsonWriter json, HistoryRow row, Description said, Optional<Content> content) {
        json.text("id", Long.toString(row.number()))
                .number("lastId", -1)
                .text("dataId", row.key().dataId())
                .text("group", row.key().group())
                .text("tenant", tenant(row.key().namespace()))
                .text("appName", said.app().orElse(""))
                .textOrNull("md5", content.map(Content::md5).orElse(null))
                .textOrNull("content", content.map(Content::text).orElse(null))
                .text("srcIp", row.by().author().ip())
                .textOrNull("srcUser", orNull(row.by().author().user()))
                .text("opType", "%-10s".formatted(row.operation().letter()))
                .text("publishType", row.gray().isPresent() ? "gray" : "formal")
                .text("grayName", row.gray().map(Gray.Rule::name).orElse(""))
                .text("extInfo", extra(row, said))
                .text("createdTime", time(row.published().atMillis()))
                .text("lastModifiedTime", time(row.by().atMillis()))
                .textOrNull("encryptedDataKey", content.map(Content::encryptedKey).orElse(null));
    }

    /** What else is known of the content of a row, as JSON in a string. */
    private static String extra(HistoryRow row, Description said) {
        byte[] json =
                JsonWriter.object(
                        members -> {
                            members.textOrNull("type", row.type());
                            Optional<String> user =
                                    Optional.ofNullable(orNull(row.published().author().user()));
                            user.ifPresent(name -> members.text("src_user", name));
                            said.tags()
                                    .ifPresent(
                                            tags ->
                                                    members.text(
                                                            "config_tags", String.join(",", tags)));
                            said.desc().ifPresent(text -> members.text("c_desc", text));
                            said.use().ifPresent(text -> members.text("c_use", text));
                            said.effect().ifPresent(text -> members.textOrNull("effect", text));
                            said.schema().ifPresent(text -> members.text("c_schema", text));
                        });
        return new String(json, StandardCharsets.UTF_8);
    }

    private static JsonWriter head(
            JsonWriter json, Configuration config, String content, @Nullable String md5) {
        return json.text("id", Long.toString(config.id()))
                .text("dataId", config.key().dataId())
                .text("group", config.key().group())
                .textOrNull("content", content)
                .textOrNull("md5", md5);
    }

    /** As config replies of Nacos spell the public namespace up to 2.x. */
    static String tenant(Namespace namespace) {
        return namespace.isPublic() ? "" : namespace.id();
    }

    private static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
