package dev.pharos.testkit.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import dev.pharos.testkit.house.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One parsed Java file; its path is relative to the repository, with slashes. */
record Source(String path, CompilationUnitTree unit, DocTrees trees) {

    /** All Java files of the repository, read by the JDK's own parser. */
    static List<Source> all() {
        return Repository.files().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .map(file -> parse(Repository.name(file), Repository.text(file)))
                .toList();
    }

    static Source parse(String path, String text) {
        var file =
                new SimpleJavaFileObject(URI.create("repository:/" + path), Kind.SOURCE) {
                    @Override
                    public String getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        var options = List.of("-proc:none");
        var task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(null, null, null, options, null, List.of(file));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            return new Source(path, unit, DocTrees.instance(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String packageName() {
        return unit.getPackage().getPackageName().toString();
    }

    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    boolean isPackageInfo() {
        return path.endsWith("/package-info.java");
    }

    /** The documentation of the package, if this is a package-info that has some. */
    Optional<String> packageDoc() {
        var at = new TreePath(new TreePath(unit), unit.getPackage());
        return Optional.ofNullable(trees.getDocComment(at));
    }

    long firstLine(Tree tree) {
        return unit.getLineMap()
                .getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
    }

    long lastLine(Tree tree) {
        return unit.getLineMap()
                .getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
    }
}
