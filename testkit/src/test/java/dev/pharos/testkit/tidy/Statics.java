package dev.pharos.testkit.tidy;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/**
 * The rule about static arrays: only the class that has one sees it, and does not write to it. Any
 * array can be written to, so what bytecode shows of it does not tell a table from a state.
 */
final class Statics extends TreeScanner<Void, String> {
    private static final Set<String> WRITERS =
            Set.of("arraycopy", "fill", "parallelPrefix", "parallelSort", "setAll", "sort");

    private final Source source;
    private final Set<String> arrays = new TreeSet<>();
    private final List<Blemish> found = new ArrayList<>();

    private Statics(Source source) {
        this.source = source;
    }

    static List<Blemish> blemishes(Source source) {
        Statics statics = new Statics(source);
        statics.collect(source.unit());
        statics.scan(source.unit(), source.path());
        return statics.found;
    }

    private void collect(Tree unit) {
        new TreeScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree tree, String place) {
                boolean isInterface = tree.getKind() == Tree.Kind.INTERFACE;
                for (Tree member : tree.getMembers()) {
                    if (member instanceof VariableTree field && isStaticArray(field, isInterface)) {
                        arrays.add(field.getName().toString());
                        if (!field.getModifiers().getFlags().contains(Modifier.PRIVATE)) {
                            add(field, field.getName() + " is seen by others (expected: private)");
                        }
                    }
                }
                return super.visitClass(tree, place);
            }
        }.scan(unit, source.path());
    }

    private static boolean isStaticArray(VariableTree field, boolean isInInterface) {
        return field.getType() instanceof ArrayTypeTree
                && (isInInterface || field.getModifiers().getFlags().contains(Modifier.STATIC));
    }

    @Override
    public Void visitAssignment(AssignmentTree tree, String place) {
        written(tree.getVariable());
        return super.visitAssignment(tree, place);
    }

    @Override
    public Void visitCompoundAssignment(CompoundAssignmentTree tree, String place) {
        written(tree.getVariable());
        return super.visitCompoundAssignment(tree, place);
    }

    @Override
    public Void visitUnary(UnaryTree tree, String place) {
        switch (tree.getKind()) {
            case POSTFIX_INCREMENT, POSTFIX_DECREMENT, PREFIX_INCREMENT, PREFIX_DECREMENT ->
                    written(tree.getExpression());
            default -> {}
        }
        return super.visitUnary(tree, place);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, String place) {
        String method = name(tree.getMethodSelect());
        int target = method.equals("arraycopy") ? 2 : 0;
        if (WRITERS.contains(method) && tree.getArguments().size() > target) {
            array(tree.getArguments().get(target));
        }
        return super.visitMethodInvocation(tree, place);
    }

    private void written(ExpressionTree place) {
        if (place instanceof ArrayAccessTree access) {
            array(access.getExpression());
        }
    }

    private void array(ExpressionTree written) {
        if (arrays.contains(name(written))) {
            add(written, name(written) + " is written to (expected: state has an owner)");
        }
    }

    private static String name(ExpressionTree expression) {
        return switch (expression) {
            case IdentifierTree identifier -> identifier.getName().toString();
            case MemberSelectTree select -> select.getIdentifier().toString();
            default -> "";
        };
    }

    private void add(Tree tree, String message) {
        String where = source.path() + ":" + source.firstLine(tree) + ": ";
        found.add(new Blemish("static-array", source.path(), 0, where + message));
    }
}
