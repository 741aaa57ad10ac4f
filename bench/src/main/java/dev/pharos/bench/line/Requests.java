package dev.pharos.bench.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** The texts that clients send. */
public final class Requests {
    private Requests() {}

    public static byte[] serverCheck() {
        return Wire.payload("ServerCheckRequest", "{\"headers\":{},\"module\":\"internal\"}");
    }

    public static byte[] setup() {
        return Wire.payload(
                "ConnectionSetupRequest",
                "{\"headers\":{},\"clientVersion\":\"Nacos-Java-Client:v2.5.1\",\"labels\":{"
                        + "\"source\":\"sdk\",\"AppName\":\"bench\",\"module\":\"naming\"},"
                        + "\"tenant\":\"\",\"abilityTable\":{},\"module\":\"internal\"}");
    }

    public static byte[] pushAnswer(String requestId) {
        return Wire.payload(
                "NotifySubscriberResponse",
                "{\"resultCode\":200,\"errorCode\":0,\"requestId\":\""
                        + requestId
                        + "\",\"success\":true}");
    }

    public static byte[] register(String service, String ip, int port, int version) {
        return Wire.payload(
                "InstanceRequest",
                naming(service)
                        + ",\"type\":\"registerInstance\",\"instance\":{\"ip\":\""
                        + ip
                        + "\",\"port\":"
                        + port
                        + ",\"weight\":1.0,\"healthy\":true,\"enabled\":true,\"ephemeral\":true,"
                        + "\"clusterName\":\"DEFAULT\",\"serviceName\":\""
                        + service
                        + "\",\"metadata\":{\"zone\":\"a\",\"v\":\""
                        + version
                        + "\"},\"instanceHeartBeatInterval\":5000,\"ipDeleteTimeout\":30000,"
                        + "\"instanceHeartBeatTimeOut\":15000}}");
    }

    public static byte[] query(String service) {
        return Wire.payload(
                "ServiceQueryRequest",
                naming(service) + ",\"cluster\":\"\",\"healthyOnly\":false,\"udpPort\":0}");
    }

    public static byte[] subscribe(String service) {
        return Wire.payload(
                "SubscribeServiceRequest",
                naming(service) + ",\"subscribe\":true,\"clusters\":\"\"}");
    }

    public static byte[] publish(String dataId, String content) {
        return Wire.payload(
                "ConfigPublishRequest",
                config(dataId)
                        + ",\"content\":\""
                        + content
                        + "\",\"additionMap\":{\"type\":\"text\"}}");
    }

    public static byte[] get(String dataId) {
        return Wire.payload("ConfigQueryRequest", config(dataId) + "}");
    }

    public static byte[] httpRegister(String service, String ip) {
        return http(
                "POST",
                "/v1/ns/instance?serviceName="
                        + service
                        + "&ip="
                        + ip
                        + "&port=8000&ephemeral=true&namespaceId=public&weight=1.0&enabled=true"
                        + "&healthy=true&metadata="
                        + encoded("{\"zone\":\"a\"}"),
                "");
    }

    public static byte[] httpPersistent(String service, int number) {
        String ip = "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
        return http(
                "POST",
                "/v1/ns/instance?serviceName=" + service + "&ip=" + ip + "&port=80&ephemeral=false",
                "");
    }

    public static byte[] httpBeat(String service, String ip) {
        String grouped = "DEFAULT_GROUP@@" + service;
        String beat =
                "{\"cluster\":\"DEFAULT\",\"ip\":\""
                        + ip
                        + "\",\"metadata\":{\"zone\":\"a\"},\"period\":5000,\"port\":8000,"
                        + "\"scheduled\":false,\"serviceName\":\""
                        + grouped
                        + "\",\"stopped\":false,\"weight\":1.0}";
        return http(
                "PUT",
                "/v1/ns/instance/beat?serviceName="
                        + encoded(grouped)
                        + "&ip="
                        + ip
                        + "&port=8000&namespaceId=public&beat="
                        + encoded(beat),
                "");
    }

    public static byte[] httpQuery(String service) {
        return http(
                "GET",
                "/v1/ns/instance/list?serviceName="
                        + service
                        + "&namespaceId=public&healthyOnly=false&clusters=&udpPort=0",
                "");
    }

    public static byte[] httpPublish(String dataId, String content) {
        return http(
                "POST",
                "/v1/cs/configs",
                "dataId=" + dataId + "&group=DEFAULT_GROUP&type=text&content=" + encoded(content));
    }

    public static byte[] httpRaftState() {
        return http("GET", "/v1/ns/raft/state", "");
    }

    public static byte[] httpGet(String dataId) {
        return http("GET", "/v1/cs/configs?dataId=" + dataId + "&group=DEFAULT_GROUP", "");
    }

    private static String naming(String service) {
        return "{\"headers\":{},\"namespace\":\"public\",\"serviceName\":\""
                + service
                + "\",\"groupName\":\"DEFAULT_GROUP\",\"module\":\"naming\"";
    }

    private static String config(String dataId) {
        return "{\"headers\":{},\"dataId\":\""
                + dataId
                + "\",\"group\":\"DEFAULT_GROUP\",\"tenant\":\"\",\"module\":\"config\"";
    }

    private static byte[] http(String method, String target, String body) {
        String form = body.isEmpty() ? "" : "Content-Type: application/x-www-form-urlencoded\r\n";
        String head =
                method
                        + " /nacos"
                        + target
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "User-Agent: Nacos-Java-Client:v1.4.2\r\nClient-Version: 1.4.2\r\n"
                        + form
                        + (method.equals("GET") ? "" : "Content-Length: " + body.length() + "\r\n");
        return (head + "\r\n" + body).getBytes(UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
