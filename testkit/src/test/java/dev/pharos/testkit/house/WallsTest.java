package dev.pharos.testkit.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wall that nothing hits looks like a clean house: so each is seen to stop something. */
final class WallsTest {
    private static final String WORLD = "no clock, random";
    private static final String STATE = "no mutable static";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.time.Year.now().getValue()",
                "java.time.LocalDate.now()",
                "java.time.chrono.JapaneseDate.now()",
                "java.util.Optional.<Object>empty().orElseGet(java.time.YearMonth::now)",
                "new java.util.Date()",
                "java.time.ZoneId.systemDefault()",
                "java.util.Locale.getDefault()",
                "System.nanoTime()",
                "new java.util.HashMap<String, String>()",
                "java.util.Set.of(1, 2)",
                "java.util.stream.Stream.of(1).collect("
                        + "java.util.stream.Collectors.groupingBy(i -> i))",
                "java.util.stream.Stream.of(1).parallel().count()",
                "java.util.stream.IntStream.of(1).parallel().sum()",
                "java.util.List.of(1).parallelStream().count()",
                "new java.util.TreeSet<Integer>().parallelStream()",
            })
    void coreMayNotLookAtTheWorld(String expression) throws IOException {
        assertThat(hitInCore("Object o() { return " + expression + "; }"))
                .anyMatch(wall -> wall.startsWith(WORLD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.util.TreeMap<String, String>()",
                "java.util.List.of(1, 2)",
                "java.time.Instant.ofEpochMilli(1)",
                "java.util.stream.Stream.of(1).collect(java.util.stream.Collectors.groupingBy("
                        + "i -> i, java.util.TreeMap::new,"
                        + " java.util.stream.Collectors.counting()))",
            })
    void coreMayCalculate(String expression) throws IOException {
        assertThat(hitInCore("Object o() { return " + expression + "; }")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.Set<String> S = java.util.concurrent.ConcurrentHashMap.newKeySet()",
                "java.util.List<String> S = new java.util.ArrayList<>()",
                "java.util.List<String> S = java.util.Arrays.asList(\"a\")",
                "java.util.List<String> S ="
                        + " java.util.Collections.synchronizedList(java.util.List.of())",
                "java.util.Map<Integer, Integer> S = java.util.stream.Stream.of(1)"
                        + ".collect(java.util.stream.Collectors.toMap(i -> i, i -> i))",
                "java.util.concurrent.atomic.AtomicLong S ="
                        + " new java.util.concurrent.atomic.AtomicLong()",
                "StringBuilder S = new StringBuilder()",
                "java.nio.ByteBuffer S = java.nio.ByteBuffer.allocate(1)",
                "java.util.BitSet S = new java.util.BitSet()",
                "java.util.Random S = new java.util.Random(1)",
                "ThreadLocal<String> S = new ThreadLocal<>()",
            })
    void aStaticMayNotChange(String field) throws IOException {
        assertThat(hit("dev.pharos.server.sample", "static final " + field + ";"))
                .anyMatch(wall -> wall.startsWith(STATE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.Set<String> S = java.util.Set.of(\"a\")",
                "java.util.List<String> S = java.util.stream.Stream.of(\"a\").toList()",
                "java.util.Map<String, String> S = java.util.Map.of()",
                "String S = \"a\"",
            })
    void aStaticMayStay(String field) throws IOException {
        assertThat(hit("dev.pharos.server.sample", "static final " + field + ";")).isEmpty();
    }

    @Test
    void aStaticIsFinal() throws IOException {
        assertThat(hit("dev.pharos.server.sample", "static int count;"))
                .anyMatch(wall -> wall.startsWith("statics are final"));
    }

    @Test
    void whatOneRoomOwnsNoOtherUses() throws IOException {
        assertThat(hit("dev.pharos.server.app", "java.sql.Connection it;"))
                .anyMatch(wall -> wall.startsWith("JDBC only in"));
        assertThat(hit("dev.pharos.server.app", "java.util.ServiceLoader<String> it;"))
                .anyMatch(wall -> wall.startsWith("ServiceLoader only in"));
        assertThat(hitInCore("java.sql.Connection it;"))
                .anyMatch(wall -> wall.startsWith("JDBC only in"));
    }

    @Test
    void aPackageThatIsNotDrawnIsOnNoFloor() {
        List<Floor> floors = Drawing.read().floors();
        assertThat(floors).anyMatch(floor -> floor.holds("dev.pharos.server.app"));
        assertThat(floors).anyMatch(floor -> floor.holds("dev.pharos.server.cluster.raft.codec"));
        assertThat(floors).noneMatch(floor -> floor.holds("dev.pharos.cellar"));
        assertThat(floors).noneMatch(floor -> floor.holds("dev.pharos.servers.app"));
    }

    private List<String> hitInCore(String member) throws IOException {
        return hit("dev.pharos.core.sample", member);
    }

    /** The walls that a class with that member stands against. */
    private List<String> hit(String packageName, String member) throws IOException {
        JavaClasses sample =
                compiled("package " + packageName + ";\nclass Sample {" + member + "}");
        return Walls.all()
                .filter(wall -> wall.allowEmptyShould(true).evaluate(sample).hasViolation())
                .map(ArchRule::getDescription)
                .toList();
    }

    private JavaClasses compiled(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("Sample.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-d", folder.toString(), "-proc:none", "-Xlint:none");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean done =
                    compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjects(file))
                            .call();
            assertThat(done).as(source).isTrue();
        }
        return new ClassFileImporter().importPath(folder);
    }
}
