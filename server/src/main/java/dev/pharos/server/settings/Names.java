package dev.pharos.server.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which key a written name means. Capitals, dashes and underscores make no difference, as in Nacos;
 * a name of the environment has no dots either.
 */
final class Names {
    /** Other names of our keys: former and later ones of Nacos, and what is set by -D there. */
    static final Map<String, Key<?>> ALIASES =
            Map.ofEntries(
                    Map.entry("server.contextPath", Keys.CONTEXT),
                    Map.entry("server.servlet.context-path", Keys.CONTEXT),
                    Map.entry("nacos.server.contextPath", Keys.CONTEXT),
                    Map.entry("nacos.server.main.port", Keys.PORT),
                    Map.entry("nacos.server.port", Keys.PORT),
                    Map.entry("nacos.application.port", Keys.PORT),
                    Map.entry("nacos.server.ip", Keys.ADDRESS_TOLD),
                    Map.entry("member.list", ClusterKeys.MEMBER_LIST),
                    Map.entry("server.tomcat.accesslog.enabled", Keys.HTTP_ACCESS_LOG),
                    Map.entry("tomcat.accesslog.enabled", Keys.HTTP_ACCESS_LOG),
                    Map.entry(
                            "nacos.remote.server.grpc.maxinbound.message.size",
                            Keys.GRPC_MESSAGE_MAX));

    /** Beginnings and whole names of Nacos' keys that have no meaning here. */
    private static final List<String> NACOS =
            List.of("nacos.", "spring.", "db.", "management.", "server.", "address.server.");

    private static final List<String> NACOS_WHOLE =
            List.of(
                    "isManageCapacity",
                    "isCapacityLimitCheck",
                    "defaultClusterQuota",
                    "defaultGroupQuota",
                    "defaultTenantQuota",
                    "defaultMaxSize",
                    "defaultMaxAggrCount",
                    "defaultMaxAggrSize",
                    "correctUsageDelay",
                    "initialExpansionPercent",
                    "notifyConnectTimeout",
                    "notifySocketTimeout",
                    "isHealthCheck",
                    "maxHealthCheckFailCount",
                    "useAddressServer",
                    "embeddedStorage",
                    "QUERYTIMEOUT");

    /**
     * Variables of Nacos' container image without effect here, by their beginnings. What the start
     * script heeds (MODE, JVM_XMX, ...) is not among them.
     */
    static final List<String> IMAGE =
            List.of(
                    "EMBEDDED_STORAGE",
                    "FUNCTION_MODE",
                    "IGNORED_INTERFACES",
                    "MYSQL_DATABASE_NUM",
                    "MYSQL_MASTER_SERVICE_",
                    "MYSQL_SERVICE_",
                    "MYSQL_SLAVE_SERVICE_",
                    "NACOS_AUTH_",
                    "PREFERRED_NETWORKS",
                    "PREFER_HOST_MODE",
                    "SPRING_DATASOURCE_PLATFORM",
                    "TOMCAT_ACCESSLOG_",
                    "USE_ONLY_SITE_INTERFACES",
                    "address_server_",
                    "naming_self_service_cluster_ips");

    private static final int NEAR_MAX = 6;

    private final Map<String, Key<?>> dotted = new HashMap<>();
    private final Map<String, Key<?>> bare = new HashMap<>();

    Names() {
        Keys.all().forEach(key -> add(key.name(), key));
        ALIASES.forEach(this::add);
    }

    Optional<Key<?>> find(String written, Source.Shape shape) {
        return Optional.ofNullable(
                switch (shape) {
                    case DOTTED, FILE, ASKED -> dotted.get(plain(written));
                    case ENVIRONMENT -> bare.get(bare(written));
                });
    }

    /** Whether Nacos has it, or something near enough. */
    boolean isOfNacos(String written, Source.Shape shape) {
        return switch (shape) {
            case DOTTED, FILE, ASKED ->
                    NACOS.stream().anyMatch(written::startsWith) || NACOS_WHOLE.contains(written);
            case ENVIRONMENT -> IMAGE.stream().anyMatch(written::startsWith);
        };
    }

    /** The declared name that looks most like it. */
    Optional<String> nearest(String written) {
        return nearest(written, Names::plain).or(() -> endingIn(written));
    }

    /** The variable of a declared name that looks most like it. */
    Optional<String> nearestVariable(String written) {
        return nearest(written, Names::bare)
                .map(name -> name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private static Optional<String> nearest(String written, UnaryOperator<String> form) {
        String best = "";
        int least = Math.min(NEAR_MAX, written.length() / 5) + 1;
        for (Key<?> key : Keys.all()) {
            int distance = distance(form.apply(written), form.apply(key.name()));
            if (distance < least) {
                least = distance;
                best = key.name();
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** The first declared name of which only the end was written. */
    private static Optional<String> endingIn(String written) {
        String end = "." + plain(written);
        return Keys.all().stream()
                .map(Key::name)
                .filter(name -> plain(name).endsWith(end))
                .findFirst();
    }

    private void add(String name, Key<?> key) {
        dotted.put(plain(name), key);
        bare.put(bare(name), key);
    }

    private static String plain(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String bare(String name) {
        return plain(name).replace(".", "");
    }

    /** How many letters have to be put in, taken out or changed. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
