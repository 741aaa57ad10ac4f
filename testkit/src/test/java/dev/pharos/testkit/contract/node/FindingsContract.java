package dev.pharos.testkit.contract.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.doctor.Doctor;
import dev.pharos.server.port.finding.Findings;
import dev.pharos.server.port.finding.Findings.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.Findings}; whoever keeps them is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(FindingsContract.Kind.class)
final class FindingsContract {
    private static final int ROOMS = 4;
    private static final int EACH = 1_000;

    enum Kind {
        DOCTOR;

        Findings open() {
            return switch (this) {
                case DOCTOR -> new Doctor();
            };
        }
    }

    private final Findings findings;

    FindingsContract(Kind kind) {
        this.findings = kind.open();
    }

    @Test
    void whatIsReportedIsTheCaseUntilItIsWithdrawn() {
        Finding open = finding("open", "a");
        Finding full = finding("full", "b");
        findings.report(open);
        findings.report(full);
        assertThat(findings.now()).containsExactly(full, open);

        findings.withdraw("open", "a");
        assertThat(findings.now()).containsExactly(full);
        findings.report(open);
        assertThat(findings.now()).as("again").containsExactly(full, open);
    }

    @Test
    void aConditionOfOneNameAtOnePlaceIsOneAndItsNewestWordStays() {
        findings.report(finding("full", "a"));
        Finding newer = new Finding("full", "a", "still", "mend it");
        findings.report(newer);
        findings.report(finding("full", "b"));

        assertThat(findings.now()).containsExactly(newer, finding("full", "b"));
        findings.withdraw("full", "c");
        findings.withdraw("open", "a");
        assertThat(findings.now()).as("others were withdrawn").hasSize(2);
    }

    @Test
    void howeverManyThereAreTheyTakeLittleRoom() {
        for (int i = 0; i < 10 * EACH; i++) {
            findings.report(finding("full", "disk " + i));
        }
        List<Finding> kept = findings.now();
        assertThat(kept).isNotEmpty().hasSizeLessThan(EACH);

        kept.forEach(one -> findings.withdraw(one.name(), one.place()));
        findings.report(finding("full", "one more"));
        assertThat(findings.now()).containsExactly(finding("full", "one more"));
    }

    @Test
    void roomsDoNotGetInEachOthersWay() {
        List<CompletableFuture<Void>> rooms = new ArrayList<>();
        for (int i = 0; i < ROOMS; i++) {
            String room = "room " + i;
            rooms.add(CompletableFuture.runAsync(() -> comesAndGoes(room)));
        }
        rooms.forEach(CompletableFuture::join);

        assertThat(findings.now()).hasSize(ROOMS);
    }

    private void comesAndGoes(String room) {
        for (int i = 0; i < EACH; i++) {
            findings.report(finding("full", room));
            findings.withdraw("full", room);
        }
        findings.report(finding("full", room));
    }

    private static Finding finding(String name, String place) {
        return new Finding(name, place, "it is so", "mend it");
    }
}
