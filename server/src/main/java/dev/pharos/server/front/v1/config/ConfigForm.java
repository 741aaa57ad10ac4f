package dev.pharos.server.front.v1.config;

import dev.pharos.core.config.ConfigCommand.Expected;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Gray;
import dev.pharos.core.config.Reader;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.app.ConfigDraft;
import dev.pharos.server.app.Page;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.port.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a v1 request says what it is about. Values are not trimmed, and several values of one name
 * are one value with commas, as Nacos' framework joins them (golden
 * 24-config-v1-bad-input/dup-param).
 */
record ConfigForm(HttpCall call) {
    Optional<String> text(String name) {
        List<String> values = call.parameters(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
    }

    String required(String name) {
        return text(name)
                .orElseThrow(() -> new FaultException(new Fault.Invalid(name, "", "a value")));
    }

    boolean says(String name, String value) {
        return text(name).filter(value::equals).isPresent();
    }

    long requiredNumber(String name) {
        return number(name, required(name));
    }

    private int requiredInteger(String name) {
        required(name);
        return integer(name)
                .orElseThrow(
                        () -> new FaultException(new Fault.Invalid(name, "", "a whole number")));
    }

    long number(String name, long fallback) {
        return text(name).map(value -> number(name, value)).orElse(fallback);
    }

    ConfigKey key() {
        String dataId = required("dataId");
        return new ConfigKey(namespace(), required("group"), dataId);
    }

    Namespace namespace() {
        return Namespace.of(text("tenant").orElse(""));
    }

    Page.Request page() {
        return new Page.Request(requiredInteger("pageNo"), requiredInteger("pageSize"));
    }

    /** A whole number that need not be there. */
    Optional<Integer> integer(String name) {
        return text(name)
                .filter(value -> !value.isBlank())
                .map(
                        value -> {
                            long number = number(name, value.strip());
                            if (number != (int) number) {
                                throw new FaultException(
                                        new Fault.Invalid(name, value, "at most ten digits"));
                            }
                            return (int) number;
                        });
    }

    List<String> list(String name) {
        return text(name).map(ConfigForm::split).orElse(List.of());
    }

    /** Source: http-v1 §1 of the reference: what a proxy says comes before the socket. */
    String ip() {
        return call.header("X-Forwarded-For")
                .map(forwarded -> forwarded.split(",", 2)[0].strip())
                .or(() -> call.header("X-Real-IP"))
                .filter(ip -> !ip.isBlank())
                .orElseGet(() -> call.remote().getAddress().getHostAddress());
    }

    Caller caller() {
        String agent = call.header("Client-Version").or(() -> call.header("User-Agent")).orElse("");
        return new Caller(ip(), agent, call.header("Client-AppName").orElse(""), "");
    }

    Reader reader() {
        Optional<String> asked = text("tag").filter(tag -> !tag.isBlank());
        return new Reader(ip(), asked.or(() -> call.header("Vipserver-Tag")), asked.isPresent());
    }

    ConfigDraft draft() {
        ConfigKey key = key();
        return new ConfigDraft(
                key,
                required("content"),
                text("type").orElse(""),
                text("encryptedDataKey").orElse(""),
                description(),
                gray(),
                expected(),
                text("src_user").orElse(""));
    }

    /**
     * What {@code casMd5} expects counts only where there is something, in Nacos; the other two are
     * HTTP's own, of which the first names the md5 and holds always.
     */
    private Optional<Expected> expected() {
        if (call.header("If-None-Match").filter(any -> any.strip().equals("*")).isPresent()) {
            return Optional.of(Expected.NOTHING);
        }
        return call.header("If-Match")
                .map(tag -> tag.strip().replace("\"", ""))
                .filter(md5 -> !md5.isEmpty())
                .map(md5 -> new Expected(md5, true))
                .or(() -> Expected.ofNacos(call.header("casMd5")));
    }

    private Description description() {
        return new Description(
                text("appName"),
                text("config_tags").map(ConfigForm::split),
                text("desc"),
                text("use"),
                text("effect"),
                text("schema"));
    }

    private Optional<Gray.Rule> gray() {
        Optional<Gray.Rule> beta =
                call.header("betaIps").filter(ips -> !ips.isBlank()).map(Gray.Beta::new);
        return beta.or(() -> text("tag").filter(tag -> !tag.isBlank()).map(Gray.Tag::new));
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .filter(item -> !item.isBlank())
                .distinct()
                .toList();
    }

    static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw new FaultException(new Fault.Invalid(name, value, "a whole number"));
        }
    }
}
