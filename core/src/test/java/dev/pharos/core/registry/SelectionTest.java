package dev.pharos.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    private static final ServiceName NAME = new ServiceName(Namespace.PUBLIC, "g", "s");
    private static final Instance WELL = Instance.at(NAME, "10.0.0.1", 1);
    private static final Instance ILL = Instance.at(NAME, "10.0.0.2", 1).withHealthy(false);
    private static final Instance OFF = Instance.at(NAME, "10.0.0.3", 1).withEnabled(false);

    @Test
    void disabledOnesAreNotShown() {
        assertThat(Selection.ALL.of(view(Optional.empty())).instances()).containsExactly(WELL, ILL);
    }

    @Test
    void poolsAreChosenByName() {
        assertThat(new Selection("x, DEFAULT", false).of(view(Optional.empty())).instances())
                .hasSize(2);
        assertThat(new Selection("x,y", false).of(view(Optional.empty())).instances()).isEmpty();
        assertThat(new Selection(" ", false).of(view(Optional.empty())).instances()).hasSize(2);
    }

    @Test
    void healthyOnlyDropsTheOthersBeforeProtection() {
        Selection.Selected selected = new Selection("", true).of(view(Optional.of(0.9f)));
        assertThat(selected.instances()).containsExactly(WELL);
        assertThat(selected.isProtected()).isFalse();
    }

    @Test
    void atOrBelowTheThresholdAllAreShownAsHealthy() {
        Selection.Selected selected = Selection.ALL.of(view(Optional.of(0.5f)));
        assertThat(selected.instances()).containsExactly(WELL, ILL.withHealthy(true));
        assertThat(selected.isProtected()).isTrue();
        assertThat(Selection.ALL.of(view(Optional.of(0.4f))).isProtected()).isFalse();
    }

    @Test
    void aServiceThatNobodyDescribedIsNotProtected() {
        ServiceView allIll = new ServiceView(NAME, true, Optional.empty(), List.of(ILL), 0);
        assertThat(Selection.ALL.of(allIll).instances()).containsExactly(ILL);
    }

    private static ServiceView view(Optional<Float> threshold) {
        Optional<ServiceProfile> profile =
                threshold.map(
                        t ->
                                new ServiceProfile(
                                        t,
                                        new TreeMap<>(),
                                        ServiceProfile.Selector.NONE,
                                        new TreeMap<>()));
        return new ServiceView(NAME, true, profile, List.of(WELL, ILL, OFF), 0);
    }
}
