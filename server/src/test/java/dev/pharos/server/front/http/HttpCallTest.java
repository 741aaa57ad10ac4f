package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One space of parameters, whatever way they came. */
final class HttpCallTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    @Test
    void theQueryComesBeforeTheBodyAndTheFirstValueCounts() {
        HttpCall call = posted("/p?a=q1&b=q2&a=q3", FORM, "a=f1&c=f2");
        assertThat(call.parameter("a")).contains("q1");
        assertThat(call.parameters("a")).containsExactly("q1", "q3", "f1");
        assertThat(call.parameter("c")).contains("f2");
        assertThat(call.parameterNames()).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void aFormIsReadForEveryMethodThatWrites(String method) {
        HttpCall call =
                HttpCall.of(method, "/p", typed(FORM + "; charset=GBK"), "a=1".getBytes(UTF_8));
        assertThat(call.parameter("a")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/json"})
    void anotherBodyIsNoForm(String type) {
        HttpCall call = posted("/p?b=2", type, "a=1");
        assertThat(call.parameter("a")).isEmpty();
        assertThat(call.parameter("b")).contains("2");
        assertThat(call.body()).isEqualTo("a=1".getBytes(UTF_8));
    }

    @Test
    void whatIsMissedInABodyThatIsNoFormSaysWhy() {
        Fault missed = new Fault.Invalid("a", "", "a value");
        assertThat(Faults.message(posted("/p", FORM, "b=1"), missed)).isEqualTo(missed.message());
        assertThat(Faults.message(posted("/p", "", ""), missed)).isEqualTo(missed.message());
        assertThat(Faults.message(posted("/p", "", "a=1"), missed))
                .isEqualTo(
                        "a: missing (expected: a value); the body was not read: Content-Type is"
                                + " missing (expected: application/x-www-form-urlencoded)");
        assertThat(Faults.message(posted("/p", "text/plain", "a=1"), missed))
                .contains("Content-Type is text/plain");
    }

    @Test
    void aGetHasNoFormAsInTheServersThatNacosRanIn() {
        HttpCall call = HttpCall.of("GET", "/p?b=2", typed(FORM), "a=1".getBytes(UTF_8));
        assertThat(call.parameterNames()).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "a=x x",
                "a=%E4%B8%AD 中",
                "a=%F0%9F%98%80 😀",
                "a=1+1%2B1 '1 1+1'",
                "a=b=c b=c",
                "a=%26%3d%3D &==",
                "%61=x x",
                "&&b&=y&a=x& x",
                "a=x;b=y x;b=y",
                "a=%7B%22k%22%3A%22v%22%7D {\"k\":\"v\"}",
                "a=%EF%BF%BD \uFFFD",
            })
    void valuesAreDecoded(String query, String value) {
        assertThat(posted("/p?" + query, "", "").parameter("a")).contains(value);
        assertThat(posted("/p", FORM, query).parameter("a")).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%B7%FE%CE%F1", "a=%FF%FE%80abc", "a=%C3", "a=x%80", "a=%ED%A0%80"})
    void whatIsNoUtf8IsRefused(String query) {
        for (HttpCall call : List.of(posted("/p?" + query, "", ""), posted("/p", FORM, query))) {
            assertThatThrownBy(() -> call.parameter("a"))
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining("a: ")
                    .hasMessageContaining("UTF-8");
            assertThat(call.parameter("b")).isEmpty();
        }
    }

    @Test
    void rawBytesOfAFormAreUtf8() {
        assertThat(posted("/p", FORM, "a=中&中=b").parameter("a")).contains("中");
        assertThat(posted("/p", FORM, "a=中&中=b").parameter("中")).contains("b");
    }

    @Test
    void presentAndEmptyIsNotAbsent() {
        HttpCall call = posted("/p?a=&b", "", "");
        assertThat(call.parameter("a")).contains("");
        assertThat(call.parameter("b")).contains("");
        assertThat(call.parameter("c")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%", "100%", "%2", "%ZZ", "%G1", "a%1", "%-1", "%+1", "x%1%31", "%%%41", "%41%"
            })
    void aBrokenValueIsRefusedByName(String value) {
        HttpCall call = posted("/p?b=" + value + "&c=3", FORM, "a=" + value);
        for (String name : new String[] {"a", "b"}) {
            assertThatThrownBy(() -> call.parameter(name))
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            e -> {
                                var fault = (Fault.Invalid) e.fault();
                                assertThat(fault.field()).isEqualTo(name);
                                assertThat(fault.value()).isEqualTo(value);
                            });
        }
        assertThat(call.parameter("c")).contains("3");
    }

    @Test
    void tooManyParametersAreRefused() {
        HttpCall call = posted("/p", FORM, "a=1&".repeat(Fields.COUNT_MAX));
        assertThat(call.parameters("a")).hasSize(Fields.COUNT_MAX);
        HttpCall more = posted("/p", FORM, "a=1&".repeat(Fields.COUNT_MAX + 1));
        assertThatThrownBy(() -> more.parameter("a")).isInstanceOf(FaultException.class);
    }

    @Test
    void multipartHasFieldsAndFiles() {
        String body =
                "preamble\r\n--XyZ\r\n"
                        + "Content-Disposition: form-data; name=\"a\"\r\n\r\nmulti 中\r\n"
                        + "--XyZ\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n"
                        + "--XyZ\r\nContent-Type: application/zip\r\n"
                        + "Content-Disposition: form-data; name=\"f\"; filename=\"a \\\"b\\\".zip\""
                        + "\r\n\r\n\r\n\u0001--XyZ-\r\n"
                        + "\r\n--XyZ--\r\n";
        HttpCall call = posted("/p?a=q", "multipart/form-data; boundary=XyZ", body);
        assertThat(call.parameters("a")).containsExactly("q", "multi 中");
        assertThat(call.parameter("empty")).contains("");
        assertThat(call.parameterNames()).containsExactly("a", "empty");
        HttpCall.Upload file = call.file("f").orElseThrow();
        assertThat(file.fileName()).isEqualTo("a \"b\".zip");
        assertThat(file.contentType()).isEqualTo("application/zip");
        assertThat(new String(file.content(), UTF_8)).isEqualTo("\r\n\u0001--XyZ-\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--X",
                "--X\r\n",
                "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv",
                "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--X",
                "--X\r\nContent-Disposition: form-data; name=\"a\"",
                "no boundary at all",
            })
    void aBrokenMultipartIsRefused(String body) {
        HttpCall call = posted("/p", "multipart/form-data; boundary=\"X\"", body + " ");
        assertThatThrownBy(() -> call.parameter("a")).isInstanceOf(FaultException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/nacos/v1/ns/instance?a=1, /nacos/v1/ns/instance",
        "/nacos/v1/ns/%E4%B8%AD, /nacos/v1/ns/中",
        "/a%20b+c, /a b+c",
        "http://host:8848/nacos/x?a=1, /nacos/x",
        "http://host, /",
        "*, *",
        "/a..b/.c/d., /a..b/.c/d.",
    })
    void aPathIsDecoded(String uri, String path) {
        HttpCall call = HttpCall.of("GET", uri, Map.of(), new byte[0]);
        assertThat(call.path()).isEqualTo(path);
        assertThat(call.complaint()).isEmpty();
        assertThat(call.rawUri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a//b",
                "/a/../b",
                "/a/..",
                "/a/./b",
                "/.",
                "/a/%2e%2e/b",
                "/a;x=1",
                "/a%3B/../b",
                "/a%2Fb",
                "/a%2fb",
                "/a%5Cb",
                "/a%00",
                "/a%0Ab",
                "/a%",
                "/a%ZZ",
                "/a?q=[x]{y}|z",
                "/a?\"",
                "/a#b",
                "/a?<",
                "/a?\\",
                "/a?^",
                "/a?`",
                "/a?\u007f",
                "/中",
                "a/b",
                "host:80",
            })
    void anOddTargetIsComplainedAbout(String uri) {
        String bytes = new String(uri.getBytes(UTF_8), ISO_8859_1);
        assertThat(HttpCall.of("GET", bytes, Map.of(), new byte[0]).complaint()).isNotEmpty();
    }

    @Test
    void headersAreFoundInAnyCase() {
        HttpCall call = HttpCall.of("GET", "/", Map.of("Client-Version", "2.0"), new byte[0]);
        assertThat(call.header("client-version")).contains("2.0");
        assertThat(call.header("none")).isEmpty();
        assertThat(call.contentType()).isEmpty();
    }

    private static HttpCall posted(String uri, String type, String body) {
        return HttpCall.of("POST", uri, typed(type), body.getBytes(UTF_8));
    }

    private static Map<String, String> typed(String type) {
        return type.isEmpty() ? Map.of() : Map.of("Content-Type", type);
    }
}
