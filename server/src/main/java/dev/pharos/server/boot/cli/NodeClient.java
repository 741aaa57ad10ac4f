package dev.pharos.server.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks one node. The JDK's oldest HTTP client, because it is the one that starts fastest. */
final class NodeClient {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 30_000;

    private final String base;

    /** What came back. */
    record Answer(int status, String body) {
        boolean good() {
            return status == HttpURLConnection.HTTP_OK;
        }
    }

    /**
     * @param address with or without {@code http://} in front and a context path behind
     */
    NodeClient(String address) {
        String whole = address.contains("://") ? address : "http://" + address;
        String path = URI.create(whole).getPath();
        this.base =
                path.isEmpty() || path.equals("/") ? whole.replaceAll("/$", "") + "/nacos" : whole;
    }

    String base() {
        return base;
    }

    Answer find(String path, Map<String, String> parameters) throws IOException {
        return ask("GET", path + "?" + form(parameters), Map.of(), "");
    }

    Answer send(String path, Map<String, String> headers, Map<String, String> parameters)
            throws IOException {
        return ask("POST", path, headers, form(parameters));
    }

    /** Fails: with what the node said, when it was not an object of JSON. */
    JsonObject object(String path, Map<String, String> parameters) throws IOException {
        return object(find(path, parameters));
    }

    JsonObject object(Answer answer) throws IOException {
        if (!answer.good()) {
            throw refused(answer);
        }
        return Json.parse(answer.body());
    }

    IOException refused(Answer answer) {
        return new IOException(base + " answers " + answer.status() + ": " + answer.body().strip());
    }

    /** Brings a body that may be large where it is wanted. Fails: as {@link #object} does. */
    void bring(String path, Path to) throws IOException {
        HttpURLConnection connection = open("POST", path);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(0);
        Answer refusal;
        try {
            if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
                try (InputStream body = connection.getInputStream()) {
                    Files.copy(body, to);
                }
                return;
            }
            refusal = new Answer(connection.getResponseCode(), body(connection));
        } catch (ConnectException e) {
            throw silent(e);
        }
        throw refused(refusal);
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        var connection = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setRequestMethod(method);
        return connection;
    }

    private Answer ask(String method, String path, Map<String, String> headers, String form)
            throws IOException {
        try {
            HttpURLConnection connection = open(method, path);
            headers.forEach(connection::setRequestProperty);
            if (!form.isEmpty()) {
                connection.setDoOutput(true);
                connection.setRequestProperty(
                        "Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
                connection.getOutputStream().write(form.getBytes(UTF_8));
            }
            return new Answer(connection.getResponseCode(), body(connection));
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private IOException silent(IOException e) {
        return new IOException(
                "no node answers at "
                        + base
                        + ": "
                        + e.getMessage()
                        + " (start it, or name another with --server HOST:PORT)",
                e);
    }

    private static String body(HttpURLConnection connection) throws IOException {
        try (InputStream body =
                connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
                        ? connection.getInputStream()
                        : connection.getErrorStream()) {
            return body == null ? "" : new String(body.readAllBytes(), UTF_8);
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
