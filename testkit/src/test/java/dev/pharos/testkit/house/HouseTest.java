package dev.pharos.testkit.house;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The drawing in docs/architecture.md is the law: for every block headed {@code ```arrows
 * <package>} the rooms directly below that package, and the arrows between them, are those that are
 * drawn.
 */
final class HouseTest {
    private final JavaClasses house =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(Drawing.ROOT);

    @Test
    void roomsAndArrowsAreAsDrawn() {
        Drawing drawing = Drawing.read();
        List<String> faults = new ArrayList<>(drawing.faults());
        for (Floor floor : drawing.floors()) {
            faults.addAll(faultsOf(floor));
        }
        assertThat(faults).as("docs/architecture.md section 4 against the code").isEmpty();
    }

    @Test
    void everyPackageStandsOnAFloor() {
        List<Floor> floors = Drawing.read().floors();
        assertThat(
                        house.stream()
                                .map(JavaClass::getPackageName)
                                .filter(name -> isHomeless(name, floors))
                                .distinct())
                .as("packages on no floor that docs/architecture.md draws")
                .isEmpty();
    }

    /** What is no part of a node has no floor: what tests it stands beside the house. */
    private static boolean isHomeless(String packageName, List<Floor> floors) {
        return !packageName.startsWith(Drawing.ROOT + ".testkit")
                && floors.stream().noneMatch(floor -> floor.holds(packageName));
    }

    @Test
    void packagesAreAcyclic() {
        slices().matching(Drawing.ROOT + ".(**)").should().beFreeOfCycles().check(house);
    }

    @TestFactory
    Stream<DynamicTest> wallsStand() {
        return Walls.all().map(wall -> dynamicTest(wall.getDescription(), () -> wall.check(house)));
    }

    private List<String> faultsOf(Floor floor) {
        List<String> faults = new ArrayList<>();
        TreeMap<String, Set<String>> missing = new TreeMap<>();
        TreeSet<String> built = new TreeSet<>();
        for (JavaClass from : house) {
            if (from.getPackageName().equals(floor.root())) {
                faults.add(from.getName() + " lies on the floor itself; move it into a room");
            }
            String room = floor.roomOf(from.getPackageName());
            built.add(room);
            for (Dependency arrow : undrawn(floor, from)) {
                String target = floor.roomOf(arrow.getTargetClass().getPackageName());
                if (missing.computeIfAbsent(room, _ -> new TreeSet<>()).add(target)) {
                    faults.add("arrow built but not drawn: " + arrow.getDescription());
                }
            }
        }
        built.remove("");
        faults.addAll(floor.remedies(built, missing));
        return faults;
    }

    private static List<Dependency> undrawn(Floor floor, JavaClass from) {
        String room = floor.roomOf(from.getPackageName());
        return from.getDirectDependenciesFromSelf().stream()
                .filter(d -> !floor.allows(room, floor.roomOf(d.getTargetClass().getPackageName())))
                .toList();
    }
}
