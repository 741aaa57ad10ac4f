package dev.pharos.testkit.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A clock that is wrong, for one node: an agent in its JVM, which has everything that is loaded ask
 * this class for the time of day instead of {@link System#currentTimeMillis}. Limit: classes of the
 * JDK itself still see the right time.
 */
public final class ShiftedClock {
    private static final String NAME = ShiftedClock.class.getName();
    private static final String ASKED = "currentTimeMillis";
    private static final long AHEAD_MILLIS = Long.getLong(NAME, 0);

    private ShiftedClock() {}

    /**
     * The flags of a JVM whose clock is wrong by so much.
     *
     * @param folder in which the agent is put
     */
    static List<String> flags(Duration ahead, Path folder) {
        return List.of("-javaagent:" + jar(folder), "-D" + NAME + "=" + ahead.toMillis());
    }

    /** What the clock of this JVM shows. Unit: milliseconds since 1970. */
    public static long millis() {
        return System.currentTimeMillis() + AHEAD_MILLIS;
    }

    /** Called by the JVM, before anything of the node is loaded. */
    public static void premain(String argument, Instrumentation jvm) {
        jvm.addTransformer(new Shift());
    }

    private static Path jar(Path folder) {
        Path jar = folder.toAbsolutePath().resolve("shifted-clock.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", NAME);
        try {
            Files.createDirectories(jar.getParent());
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
                put(ShiftedClock.class, out);
                put(Shift.class, out);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(jar.toString(), failure);
        }
        return jar;
    }

    private static void put(Class<?> type, JarOutputStream jar) throws IOException {
        String entry = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(entry));
        try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
            in.transferTo(jar);
        }
    }

    private static final class Shift implements ClassFileTransformer {
        private static final ClassDesc OURS = ClassDesc.of(NAME);
        private static final MethodTypeDesc TIME = MethodTypeDesc.ofDescriptor("()J");

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> again,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (loader == null || NAME.replace('.', '/').equals(name) || !text.contains(ASKED)) {
                return null;
            }
            ClassFile tool = ClassFile.of();
            return tool.transformClass(
                    tool.parse(bytes), ClassTransform.transformingMethodBodies(Shift::replace));
        }

        private static void replace(CodeBuilder code, CodeElement element) {
            if (element instanceof InvokeInstruction call
                    && call.owner().asInternalName().equals("java/lang/System")
                    && call.name().equalsString(ASKED)) {
                code.invokestatic(OURS, "millis", TIME);
            } else {
                code.with(element);
            }
        }
    }
}
