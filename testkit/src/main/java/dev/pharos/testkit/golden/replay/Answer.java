package dev.pharos.testkit.golden.replay;

import dev.pharos.testkit.golden.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What came back in a step: from a server now, or as it was recorded.
 *
 * @param sent the request; empty when the step was not one over HTTP, or was never answered
 * @param status of HTTP; {@link #NO_STATUS} when there was none that can be understood
 * @param error of the transport ({@code timeout}, …); empty when all went well
 */
public record Answer(
        Optional<Sent> sent, int status, List<Header> headers, Content content, String error) {
    public static final int NO_STATUS = -1;

    /** The request of an answer, as far as it was recorded: long ones are cut. */
    public record Sent(String method, String uri, List<Header> headers, String body) {
        private static Sent read(Json.Members line) {
            List<Header> headers =
                    line.find("headers").map(Json.Members.class::cast).stream()
                            .flatMap(named -> named.members().entrySet().stream())
                            .map(e -> new Header(e.getKey(), e.getValue().asText().orElse("")))
                            .toList();
            String body = line.text("body").or(() -> line.text("body_b64")).orElse("");
            return new Sent(
                    line.text("method").orElseThrow(),
                    line.text("uri").orElseThrow(),
                    headers,
                    body);
        }

        /** The path without its query. */
        public String path() {
            return uri.replaceFirst("\\?.*", "");
        }
    }

    public Answer {
        headers = List.copyOf(headers);
    }

    /** No answer at all, for that reason. */
    static Answer failed(Optional<Sent> sent, String error) {
        return new Answer(sent, NO_STATUS, List.of(), new Content.Nothing(), error);
    }

    /** What came without HTTP. */
    static Answer of(Content content) {
        return new Answer(Optional.empty(), NO_STATUS, List.of(), content, "");
    }

    /** A line of recorded answers. */
    public static Answer read(Json.Members line) {
        Optional<Sent> sent = line.find("sent").map(Json.Members.class::cast).map(Sent::read);
        int status = line.number("status").map(BigDecimal::intValueExact).orElse(NO_STATUS);
        List<Header> headers =
                line.elements("headers").stream()
                        .map(Json.Elements.class::cast)
                        .map(Json.Elements::elements)
                        .map(pair -> header(pair.get(0), pair.get(1)))
                        .toList();
        String error = line.text("error").orElse("");
        return new Answer(sent, status, headers, Content.read(line), error);
    }

    private static Header header(Json name, Json value) {
        return new Header(Variables.plain(name), Variables.plain(value));
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return headers.stream().filter(h -> h.isCalled(name)).map(Header::value).findFirst();
    }

    public boolean hasStatus() {
        return status != NO_STATUS;
    }

    /** The same answer with its texts changed. */
    Answer map(UnaryOperator<String> change) {
        List<Header> changed =
                headers.stream().map(h -> new Header(h.name(), change.apply(h.value()))).toList();
        return new Answer(sent, status, changed, content.map(change), error);
    }
}
