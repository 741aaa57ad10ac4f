package dev.pharos.server.front.wire;

import dev.pharos.core.registry.Selection;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Shared;

/**
 * A service with its instances as subscribers get it, encoded once for each way of asking and
 * shared.
 *
 * <p>{@code pools} is echoed byte for byte: clients find the service in their cache by it. The
 * result is shared: never changed. Source: Nacos 2.5.1.
 */
public final class ServiceJson {
    /** How long a client may keep what it was told. Unit: milliseconds. */
    public static final long CACHE_MILLIS = 10_000;

    private enum Wire {
        HTTP,
        GRPC,
        UDP
    }

    private record Form(Wire wire, String pools, boolean healthyOnly) {}

    private ServiceJson() {}

    /** The answer of {@code instance/list}: the name is grouped. */
    public static byte[] http(Shared<ServiceView> view, String pools, boolean healthyOnly) {
        return encoded(view, new Form(Wire.HTTP, pools, healthyOnly));
    }

    /** The {@code serviceInfo} object of the gRPC payloads: the name is plain. */
    public static byte[] grpc(Shared<ServiceView> view, String pools, boolean healthyOnly) {
        return encoded(view, new Form(Wire.GRPC, pools, healthyOnly));
    }

    /** The document in a UDP push: as over HTTP, without the group (golden 15/push-u1). */
    public static byte[] udp(Shared<ServiceView> view, String pools) {
        return encoded(view, new Form(Wire.UDP, pools, false));
    }

    private static byte[] encoded(Shared<ServiceView> view, Form form) {
        return view.form(form, value -> JsonWriter.object(json -> members(json, value, form)));
    }

    private static void members(JsonWriter json, ServiceView view, Form form) {
        boolean grpc = form.wire() == Wire.GRPC;
        Selection.Selected selected = new Selection(form.pools(), form.healthyOnly()).of(view);
        json.text("name", grpc ? view.name().name() : view.name().grouped())
                .text("groupName", form.wire() == Wire.UDP ? null : view.name().group())
                .text("clusters", form.pools())
                .number("cacheMillis", CACHE_MILLIS)
                .array(
                        "hosts",
                        selected.instances(),
                        (hosts, instance) ->
                                hosts.open(
                                        host -> InstanceJson.members(host, view.name(), instance)))
                .number("lastRefTime", view.refMillis())
                .text("checksum", "")
                .flag("allIPs", false);
        if (grpc) {
            json.flag("allIps", false);
        }
        json.flag("reachProtectionThreshold", selected.isProtected()).flag("valid", true);
    }
}
