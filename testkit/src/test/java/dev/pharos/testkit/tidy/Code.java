package dev.pharos.testkit.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** The rules about classes and methods: names, final, lengths, parameters, nesting, sleep. */
final class Code extends TreeScanner<Void, String> {
    private static final int METHOD_LINES_MAX = 60;
    private static final int PARAMETERS_MAX = 5;
    private static final int NESTING_MAX = 3;

    /** Names that tell nothing: what such a class is for has a noun of its own. */
    private static final Pattern EMPTY_NAME =
            Pattern.compile(
                    "Abstract.*|.*(Manager|Helper|Utils?|Impl|Processor|Delegate|Proxy|Handler"
                            + "|Holder|Base|Abstract|Data|Info|V2)");

    private static final Pattern GETTER = Pattern.compile("get\\p{Upper}.*");

    private static final Pattern SLEEP =
            Pattern.compile(
                    "sleep|(.*\\.)?(Thread|TimeUnit\\.\\w+)\\.sleep|(.*\\.)?park(Nanos|Until)");

    private static final Set<Modifier> DECIDED =
            EnumSet.of(Modifier.FINAL, Modifier.SEALED, Modifier.NON_SEALED);

    private final Source source;
    private final List<Blemish> found = new ArrayList<>();

    private Code(Source source) {
        this.source = source;
    }

    static List<Blemish> blemishes(Source source) {
        Code code = new Code(source);
        code.scan(source.unit(), source.path() + "#");
        return code.found;
    }

    @Override
    public Void visitImport(ImportTree tree, String place) {
        String name = tree.getQualifiedIdentifier().toString();
        if (name.endsWith(".*")) {
            add("star-import", place, tree, "import " + name + " (expected: each name by itself)");
        }
        return null;
    }

    @Override
    public Void visitClass(ClassTree tree, String outer) {
        String name = tree.getSimpleName().toString();
        if (name.isEmpty()) {
            return super.visitClass(tree, outer);
        }
        String place = outer.endsWith("#") ? outer + name : outer + "." + name;
        if (EMPTY_NAME.matcher(name).matches()) {
            add("class-name", place, tree, name + " (expected: a noun without such a suffix)");
        }
        boolean decided = tree.getModifiers().getFlags().stream().anyMatch(DECIDED::contains);
        if (tree.getKind() == Tree.Kind.CLASS && !decided) {
            add("final-class", place, tree, name + " is open (expected: final or sealed)");
        }
        return super.visitClass(tree, place);
    }

    @Override
    public Void visitMethod(MethodTree tree, String outer) {
        String name = tree.getName().toString();
        String place = outer + "." + name;
        int lines = (int) (source.lastLine(tree) - source.firstLine(tree) + 1);
        count("method-length", place, tree, lines, METHOD_LINES_MAX);
        count("nesting", place, tree, Nesting.depth(tree), NESTING_MAX);
        if (!isOverride(tree.getModifiers())) {
            if (!isCompact(tree)) {
                count("parameters", place, tree, tree.getParameters().size(), PARAMETERS_MAX);
            }
            if (GETTER.matcher(name).matches()) {
                add("getter", place, tree, name + " (expected: an accessor without `get`)");
            }
        }
        return super.visitMethod(tree, place);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, String place) {
        if (SLEEP.matcher(tree.getMethodSelect().toString()).matches() && isOfTests()) {
            add("sleep", place, tree, "sleeps (expected: waits for what it waits for)");
        }
        return super.visitMethodInvocation(tree, place);
    }

    private boolean isOfTests() {
        return source.path().contains("/src/test/") || source.path().startsWith("testkit/");
    }

    private void count(String rule, String place, Tree tree, int measure, int max) {
        if (measure > max) {
            String member = place.substring(place.indexOf('#') + 1);
            String message = member + " " + measure + " (expected: at most " + max + ")";
            found.add(new Blemish(rule, place, measure, where(tree) + message));
        }
    }

    private void add(String rule, String place, Tree tree, String message) {
        found.add(new Blemish(rule, place, 0, where(tree) + message));
    }

    private String where(Tree tree) {
        return source.path() + ":" + source.firstLine(tree) + ": ";
    }

    /** A record's compact constructor has no parameters of its own: they stand in the header. */
    private boolean isCompact(MethodTree tree) {
        return tree.getName().contentEquals("<init>")
                && !tree.getParameters().isEmpty()
                && source.firstLine(tree.getParameters().getFirst()) < source.firstLine(tree);
    }

    /** What overrides has its name and its parameters from elsewhere. */
    private static boolean isOverride(ModifiersTree modifiers) {
        return modifiers.getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
    }
}
