package dev.pharos.testkit.golden.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A body of parts, some of which are files. */
final class Multipart {
    private static final String BOUNDARY = "----goldenReplayBoundary7MA4YWxk";

    static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2020, 1, 1, 0, 0);

    private Multipart() {}

    static byte[] body(List<Json> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Json part : parts) {
            write(out, (Json.Members) part);
        }
        out.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Json.Members part) {
        StringBuilder head = new StringBuilder("--").append(BOUNDARY).append("\r\n");
        head.append("Content-Disposition: form-data; name=\"");
        head.append(part.text("name").orElseThrow()).append('"');
        part.text("filename").ifPresent(f -> head.append("; filename=\"").append(f).append('"'));
        head.append("\r\n");
        if (part.find("type").or(() -> part.find("filename")).isPresent()) {
            String type = part.text("type").orElse("application/octet-stream");
            head.append("Content-Type: ").append(type).append("\r\n");
        }
        out.writeBytes(head.append("\r\n").toString().getBytes(UTF_8));
        out.writeBytes(content(part));
        out.writeBytes("\r\n".getBytes(UTF_8));
    }

    private static byte[] content(Json.Members part) {
        if (part.find("zip").orElse(Json.nothing())
                instanceof Json.Members(Map<String, Json> zip)) {
            return zipped(zip);
        }
        return part.text("b64")
                .map(Base64.getDecoder()::decode)
                .orElseGet(() -> part.text("text").orElse("").getBytes(UTF_8));
    }

    private static byte[] zipped(Map<String, Json> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, Json> named : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(named.getKey());
                entry.setTimeLocal(ENTRY_TIME);
                zip.putNextEntry(entry);
                zip.write(entryBytes(named.getValue()));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it goes to memory
        }
        return bytes.toByteArray();
    }

    private static byte[] entryBytes(Json value) {
        return value instanceof Json.Members coded
                ? Base64.getDecoder().decode(coded.text("b64").orElseThrow())
                : Variables.plain(value).getBytes(UTF_8);
    }
}
