package dev.pharos.core.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which instances of a view an asker is shown: of its pools, enabled, and not fewer than the
 * protection threshold allows.
 *
 * <p>Source: Nacos 2.5.1 (golden 10-naming-v1-instance/flag-list*, 12-naming-v1-service): a request
 * for healthy ones only drops the others before protection is looked at, and protection applies
 * only to services that somebody has described.
 *
 * @param pools as the wire spells them: names with commas between; blank means all
 */
public record Selection(String pools, boolean healthyOnly) {
    public static final Selection ALL = new Selection("", false);

    /** What is shown, and whether the protection threshold made unhealthy ones look healthy. */
    public record Selected(List<Instance> instances, boolean isProtected) {}

    public Selected of(ServiceView view) {
        List<Instance> chosen = new ArrayList<>(view.instances().size());
        TreeSet<String> wanted = wanted();
        int healthy = 0;
        for (Instance instance : view.instances()) {
            if (instance.enabled()
                    && (wanted.isEmpty() || wanted.contains(instance.pool()))
                    && (instance.healthy() || !healthyOnly)) {
                chosen.add(instance);
                healthy += instance.healthy() ? 1 : 0;
            }
        }
        boolean isProtected =
                view.profile().isPresent()
                        && !chosen.isEmpty()
                        && healthy < chosen.size()
                        && (float) healthy / chosen.size()
                                <= view.profile().get().protectThreshold();
        if (isProtected) {
            chosen.replaceAll(instance -> instance.withHealthy(true));
        }
        return new Selected(chosen, isProtected);
    }

    private TreeSet<String> wanted() {
        TreeSet<String> wanted = new TreeSet<>();
        if (!pools.isBlank()) {
            for (String pool : pools.split(",", -1)) {
                if (!pool.isBlank()) {
                    wanted.add(pool.strip());
                }
            }
        }
        return wanted;
    }
}
