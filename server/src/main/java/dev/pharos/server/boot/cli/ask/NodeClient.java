package dev.pharos.server.boot.cli.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks one node. The JDK's oldest HTTP client, because it is the one that starts fastest. */
public final class NodeClient {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 30_000;

    private final String base;

    /** What came back. */
    public record Answer(int status, String body) {
        public boolean good() {
            return status == HttpURLConnection.HTTP_OK;
        }
    }

    /** Nobody is there to answer. */
    public static final class NobodyException extends IOException {
        private static final long serialVersionUID = 1;

        NobodyException(String message) {
            super(message);
        }
    }

    /** {@code base}: a URL, up to the path before {@code /v1}. */
    public NodeClient(String base) {
        this.base = base;
    }

    /** As somebody names it: with or without {@code http://} in front and a context path behind. */
    public static NodeClient named(String address) throws IOException {
        String whole = address.contains("://") ? address : "http://" + address;
        URI uri = uri(whole);
        if (uri.getHost() == null) {
            throw new IOException("--server " + address + " (expected: HOST:PORT)");
        }
        String path = uri.getPath();
        return new NodeClient(
                path.isEmpty() || path.equals("/") ? whole.replaceAll("/$", "") + "/nacos" : whole);
    }

    private static URI uri(String text) throws IOException {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IOException("--server " + text + " (expected: HOST:PORT)", e);
        }
    }

    public String base() {
        return base;
    }

    public Answer find(String path, Map<String, String> parameters) throws IOException {
        return ask("GET", path + "?" + form(parameters), Map.of(), "");
    }

    public Answer send(String path, Map<String, String> headers, Map<String, String> parameters)
            throws IOException {
        return ask("POST", path, headers, form(parameters));
    }

    /** Fails: with what the node said, when it was not an object of JSON. */
    public JsonObject object(String path, Map<String, String> parameters) throws IOException {
        return object(find(path, parameters));
    }

    public JsonObject object(Answer answer) throws IOException {
        if (!answer.good()) {
            throw refused(answer);
        }
        return Json.parse(answer.body());
    }

    public IOException refused(Answer answer) {
        return new IOException(base + " answers " + answer.status() + ": " + answer.body().strip());
    }

    /** Brings a body that may be large where it is wanted. Fails: as {@link #object} does. */
    public void bring(String path, Path to) throws IOException {
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
        } catch (ConnectException | UnknownHostException e) {
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

    private NobodyException silent(IOException e) {
        String reason = e instanceof UnknownHostException ? "unknown host " : "";
        return new NobodyException(
                "no node answers at "
                        + base
                        + ": "
                        + reason
                        + e.getMessage()
                        + " (start it, or name another with --server HOST:PORT)");
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
