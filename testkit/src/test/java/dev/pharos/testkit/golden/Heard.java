package dev.pharos.testkit.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.replay.Answer;
import dev.pharos.testkit.golden.replay.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads a request into the form in which requests were recorded: what is long is cut. */
final class Heard {
    private static final int URI_MAX = 4000;
    private static final int HEADER_MAX = 2000;
    private static final int BODY_MAX_BYTES = 4000;
    private static final int BINARY_MAX_BYTES = 8000;

    private Heard() {}

    static Answer.Sent read(InputStream in) throws IOException {
        String[] request = line(in).split(" ", 3);
        List<Header> headers = new ArrayList<>();
        Optional<Integer> length = Optional.empty();
        String line = line(in);
        while (!line.isEmpty()) {
            String[] parts = line.split(": ?", 2);
            Header header = new Header(parts[0], parts[1]);
            if (header.isCalled("Content-Length")) {
                length = Optional.of(Integer.parseInt(header.value()));
            } else if (!isOfTransport(header)) {
                headers.add(new Header(header.name(), cut(header.value(), HEADER_MAX, 200)));
            }
            line = line(in);
        }
        String body = body(in.readNBytes(length.orElse(0)));
        return new Answer.Sent(request[0], cut(request[1], URI_MAX, 300), headers, body);
    }

    /** Added when it is sent, and so not recorded; but a scenario may name a host of its own. */
    private static boolean isOfTransport(Header header) {
        return header.isCalled("Connection")
                || (header.isCalled("Host") && header.value().startsWith("127.0.0.1:"));
    }

    private static String cut(String text, int max, int kept) {
        return text.length() < max ? text : text.substring(0, kept) + "...(" + text.length() + ")";
    }

    private static String body(byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return bytes.length <= BODY_MAX_BYTES
                    ? text
                    : new String(bytes, 0, 300, UTF_8) + "...(" + bytes.length + " bytes)";
        } catch (CharacterCodingException _) {
            return bytes.length <= BINARY_MAX_BYTES
                    ? Base64.getEncoder().encodeToString(bytes)
                    : "(" + bytes.length + " bytes)";
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            line.write(octet);
            octet = in.read();
        }
        return line.toString(UTF_8).replaceFirst("\r$", "");
    }
}
