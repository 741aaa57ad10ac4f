package dev.pharos.testkit.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The walls of docs/architecture.md section 4: what may be used in which rooms only. */
final class Walls {
    private static final String CORE = "dev.pharos.core..";

    /** Calls by which a rule would look at the world, or meet an order salted per JVM start. */
    private static final Set<String> BANNED_IN_CORE =
            Set.of(
                    "java.lang.Math.random",
                    "java.lang.StrictMath.random",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.getLogger",
                    "java.lang.System.getProperty",
                    "java.lang.System.getenv",
                    "java.lang.System.identityHashCode",
                    "java.lang.System.nanoTime",
                    "java.nio.charset.Charset.defaultCharset",
                    "java.time.ZoneId.systemDefault",
                    "java.util.Locale.getDefault",
                    "java.util.Map.copyOf",
                    "java.util.Map.of",
                    "java.util.Map.ofEntries",
                    "java.util.Set.copyOf",
                    "java.util.Set.of",
                    "java.util.TimeZone.getDefault",
                    "java.util.UUID.randomUUID",
                    "java.util.stream.Collectors.groupingByConcurrent",
                    "java.util.stream.Collectors.toConcurrentMap",
                    "java.util.stream.Collectors.toMap",
                    "java.util.stream.Collectors.toSet",
                    "java.util.stream.Collectors.toUnmodifiableMap",
                    "java.util.stream.Collectors.toUnmodifiableSet");

    /** {@code groupingBy} that is told what map to make. */
    private static final int GROUPING_WITH_MAP = 3;

    /** What makes a collection that can change, beside constructors. */
    private static final Set<String> MAKERS =
            Set.of(
                    "java.util.Arrays.asList",
                    "java.util.Collections.newSetFromMap",
                    "java.util.concurrent.ConcurrentHashMap.newKeySet",
                    "java.util.stream.Collectors.groupingBy",
                    "java.util.stream.Collectors.partitioningBy",
                    "java.util.stream.Collectors.toCollection",
                    "java.util.stream.Collectors.toConcurrentMap",
                    "java.util.stream.Collectors.toList",
                    "java.util.stream.Collectors.toMap",
                    "java.util.stream.Collectors.toSet");

    /** Types that a rule has no use for: the world again, and unordered collections. */
    private static final Set<String> BANNED_TYPES_IN_CORE =
            Set.of(
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.Runtime",
                    "java.lang.System$Logger",
                    "java.lang.Thread",
                    "java.lang.ThreadLocal",
                    "java.time.Clock",
                    "java.time.InstantSource",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.GregorianCalendar",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.Hashtable",
                    "java.util.IdentityHashMap",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.Timer",
                    "java.util.WeakHashMap",
                    "java.security.SecureRandom");

    private Walls() {}

    static Stream<ArchRule> all() {
        return Stream.of(
                only("the Raft library", "com.alipay.sofa.jraft..", "cluster.raft.."),
                only(
                        "network engines",
                        "io.netty.. io.grpc..",
                        "front.listen.. front.http.. front.grpc.. front.udp.. cluster.peer.."),
                only(
                        "protobuf",
                        "com.google.protobuf..",
                        "front.grpc.. front.rpc.. cluster.peer.. cluster.raft.."),
                only(
                        "JDBC",
                        "java.sql.. javax.sql.. com.zaxxer.. org.mariadb.. com.mysql..",
                        "store.. probe.."),
                only(
                        "JSON",
                        "com.fasterxml.. io.avaje.. com.google.gson..",
                        "front.. cluster.. store.. telemetry.. boot.."),
                serviceLoaderOnlyInBoot(),
                coreUsesItselfOnly(),
                coreDoesNotLookAtTheWorld(),
                coreCallsNothingOfTheWorld(),
                staticsAreFinal(),
                noMutableStatics());
    }

    private static ArchRule only(String what, String packages, String rooms) {
        return noClasses()
                .that(
                        resideInAnyPackage("dev.pharos.core..", "dev.pharos.server..")
                                .and(resideOutsideOfPackages(inServer(rooms))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages.split(" ", -1)))
                .as(what + " only in " + rooms)
                .allowEmptyShould(true);
    }

    private static String[] inServer(String rooms) {
        return Arrays.stream(rooms.split(" ", -1))
                .map(r -> "dev.pharos.server." + r)
                .toArray(String[]::new);
    }

    private static ArchRule serviceLoaderOnlyInBoot() {
        return noClasses()
                .that(resideOutsideOfPackages("dev.pharos.server.boot.."))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.ServiceLoader")
                .as("ServiceLoader only in boot");
    }

    private static ArchRule coreUsesItselfOnly() {
        return noClasses()
                .that(resideInAnyPackage(CORE))
                .should()
                .dependOnClassesThat(resideOutsideOfPackages("java..", "org.jspecify..", CORE))
                .as("core uses java.*, JSpecify and itself, nothing else");
    }

    private static ArchRule coreDoesNotLookAtTheWorld() {
        DescribedPredicate<JavaClass> world =
                resideInAnyPackage(
                                "java.io..",
                                "java.net..",
                                "java.nio.channels..",
                                "java.nio.file..",
                                "java.util.concurrent..",
                                "java.util.logging..",
                                "java.util.random..")
                        .or(
                                DescribedPredicate.describe(
                                        "are of the world",
                                        c -> BANNED_TYPES_IN_CORE.contains(c.getName())))
                        .and(
                                DescribedPredicate.describe(
                                        "are not Serializable",
                                        c -> !c.getName().equals("java.io.Serializable")));
        return noClasses()
                .that(resideInAnyPackage(CORE))
                .should()
                .dependOnClassesThat(world)
                .as(
                        "no clock, random, thread, file, socket, logger or unordered collection in"
                                + " core (time comes in as an argument; TreeMap, LinkedHashMap,"
                                + " List)");
    }

    private static ArchRule coreCallsNothingOfTheWorld() {
        DescribedPredicate<JavaAccess<?>> banned =
                DescribedPredicate.describe("a banned method", Walls::looksAtTheWorld);
        return noClasses()
                .that(resideInAnyPackage(CORE))
                .should()
                .accessTargetWhere(banned)
                .as(
                        "no clock, random or unordered collection in core (Set.of, Map.of and"
                                + " toSet iterate in an order salted per JVM start)");
    }

    private static boolean looksAtTheWorld(JavaAccess<?> access) {
        String name = access.getName();
        String owner = access.getTargetOwner().getName();
        return BANNED_IN_CORE.contains(owner + "." + name)
                || (name.equals("now") && owner.startsWith("java.time."))
                || (name.startsWith("parallel") && owner.startsWith("java.util."))
                || (name.equals("groupingBy") && !namesItsMap(access));
    }

    /** A grouping goes into a map of the caller's choice, or else into one without order. */
    private static boolean namesItsMap(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                && target.getRawParameterTypes().size() == GROUPING_WITH_MAP;
    }

    private static ArchRule staticsAreFinal() {
        return fields().that()
                .areStatic()
                .should()
                .beFinal()
                .as("statics are final: state has an owner")
                .allowEmptyShould(true);
    }

    private static ArchRule noMutableStatics() {
        return fields().that()
                .areStatic()
                .should(not(holdState()))
                .as("no mutable static: state has an owner")
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaField> holdState() {
        return new ArchCondition<>("hold state that can change") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean holds = isMutable(field.getRawType()) || buildsMutable(field);
                events.add(new SimpleConditionEvent(field, holds, field.getDescription()));
            }
        };
    }

    /** A static initializer that makes a HashMap makes a static that can change. */
    private static boolean buildsMutable(JavaField field) {
        return isCollection(field.getRawType())
                && field.getOwner().getStaticInitializer().stream()
                        .flatMap(i -> i.getAccessesFromSelf().stream())
                        .anyMatch(Walls::makesMutable);
    }

    private static boolean makesMutable(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        return name.equals("<init>")
                ? isCollection(owner)
                : MAKERS.contains(owner.getName() + "." + name)
                        || owner.getName().equals("java.util.EnumSet")
                        || (owner.getName().equals("java.util.Collections")
                                && name.startsWith("synchronized"));
    }

    private static boolean isMutable(JavaClass type) {
        List<String> machinery =
                List.of("java.util.concurrent.atomic.", "java.util.concurrent.locks.");
        return (isCollection(type)
                        && !type.isInterface()
                        && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                || type.isAssignableTo("java.util.concurrent.ConcurrentMap")
                || type.isAssignableTo("java.util.concurrent.Executor")
                || type.isAssignableTo("java.lang.Thread")
                || type.isAssignableTo("java.lang.ThreadLocal")
                || type.isAssignableTo("java.lang.AbstractStringBuilder")
                || type.isAssignableTo("java.nio.Buffer")
                || type.isAssignableTo("java.util.BitSet")
                || type.isAssignableTo("java.util.Date")
                || type.isAssignableTo("java.util.Iterator")
                || type.isAssignableTo("java.util.random.RandomGenerator")
                || machinery.stream().anyMatch(type.getName()::startsWith);
    }

    private static boolean isCollection(JavaClass type) {
        return type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
    }
}
