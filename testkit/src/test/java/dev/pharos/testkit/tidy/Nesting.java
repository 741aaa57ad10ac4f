package dev.pharos.testkit.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;

/** How deep control structures lie in one another; an {@code else if} is not deeper. */
final class Nesting extends TreeScanner<Integer, Integer> {
    private Nesting() {}

    static int depth(MethodTree method) {
        Integer depth = new Nesting().scan(method.getBody(), 0);
        return depth == null ? 0 : depth;
    }

    @Override
    public Integer scan(Tree tree, Integer depth) {
        return switch (tree) {
            // A class inside has methods of its own, which are measured by themselves.
            case ClassTree _ -> depth;
            case IfTree choice -> ofChoice(choice, depth + 1);
            case DoWhileLoopTree _,
                    EnhancedForLoopTree _,
                    ForLoopTree _,
                    SwitchExpressionTree _,
                    SwitchTree _,
                    SynchronizedTree _,
                    TryTree _,
                    WhileLoopTree _ ->
                    deepest(depth + 1, super.scan(tree, depth + 1));
            case null, default -> deepest(depth, super.scan(tree, depth));
        };
    }

    @Override
    public Integer reduce(Integer one, Integer other) {
        return deepest(one == null ? 0 : one, other);
    }

    private int ofChoice(IfTree choice, int depth) {
        Tree otherwise = choice.getElseStatement();
        int inside = deepest(depth, scan(choice.getThenStatement(), depth));
        int rest = otherwise instanceof IfTree ? depth - 1 : depth;
        return deepest(deepest(inside, scan(choice.getCondition(), depth)), scan(otherwise, rest));
    }

    private static int deepest(int one, Integer other) {
        return other == null ? one : Math.max(one, other);
    }
}
