package dev.pharos.server.front.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Shared;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServiceJsonTest {
    private static final ServiceName NAME = new ServiceName(Namespace.PUBLIC, "g", "s");
    private static final String HOST =
            "{\"instanceId\":\"10.0.0.1#80#DEFAULT#g@@s\",\"ip\":\"10.0.0.1\",\"port\":80,"
                    + "\"weight\":1.0,\"healthy\":true,\"enabled\":true,\"ephemeral\":true,"
                    + "\"clusterName\":\"DEFAULT\",\"serviceName\":\"g@@s\",\"metadata\":{},"
                    + "\"instanceHeartBeatInterval\":5000,\"instanceHeartBeatTimeOut\":15000,"
                    + "\"ipDeleteTimeout\":30000,\"instanceIdGenerator\":\"simple\"}";

    private static Shared<ServiceView> view(Instance... instances) {
        return new Shared<>(new ServiceView(NAME, true, Optional.empty(), List.of(instances), 17L));
    }

    @Test
    void overHttpTheNameIsGrouped() {
        Shared<ServiceView> view = view(Instance.at(NAME, "10.0.0.1", 80));
        assertThat(new String(ServiceJson.http(view, " DEFAULT,x", false), UTF_8))
                .isEqualTo(
                        "{\"name\":\"g@@s\",\"groupName\":\"g\",\"clusters\":\" DEFAULT,x\","
                                + "\"cacheMillis\":10000,\"hosts\":["
                                + HOST
                                + "],\"lastRefTime\":17,\"checksum\":\"\",\"allIPs\":false,"
                                + "\"reachProtectionThreshold\":false,\"valid\":true}");
    }

    @Test
    void overGrpcTheNameIsPlainAndAllIpsHasBothSpellings() {
        Shared<ServiceView> view = view();
        assertThat(new String(ServiceJson.grpc(view, "", false), UTF_8))
                .isEqualTo(
                        "{\"name\":\"s\",\"groupName\":\"g\",\"clusters\":\"\","
                                + "\"cacheMillis\":10000,\"hosts\":[],\"lastRefTime\":17,"
                                + "\"checksum\":\"\",\"allIPs\":false,\"allIps\":false,"
                                + "\"reachProtectionThreshold\":false,\"valid\":true}");
    }

    @Test
    void encodesOnce() {
        Shared<ServiceView> view = view(Instance.at(NAME, "10.0.0.1", 80));
        assertThat(ServiceJson.http(view, "", false)).isSameAs(ServiceJson.http(view, "", false));
        assertThat(ServiceJson.http(view, "", false))
                .isNotSameAs(ServiceJson.grpc(view, "", false));
    }

    @Test
    void theGeneratorIsUnsaidWhenMetadataDoesNotSayIt() {
        Instance some = Instance.at(NAME, "10.0.0.1", 80).withMetadata(Map.of("a", "b"));
        assertThat(new String(ServiceJson.http(view(some), "", false), UTF_8))
                .contains("\"metadata\":{\"a\":\"b\"}")
                .doesNotContain("instanceIdGenerator");
    }
}
