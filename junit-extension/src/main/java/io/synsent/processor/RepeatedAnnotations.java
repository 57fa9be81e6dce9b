package io.synsent.processor;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import io.synsent.engine.Nullable;
import io.synsent.rules.Finding;
import java.util.List;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic;

/**
 * Finds repeated annotations in the source. javac keeps them in a container that it made up, which
 * has no place in the source, so that a Messager can only point at the whole element.
 */
final class RepeatedAnnotations {

  private RepeatedAnnotations() {}

  /**
   * Reports at the place of a repeated annotation.
   *
   * @param ordinal 0 for the first annotation of its type on the element
   * @return false if the place was not found, and nothing reported
   */
  static boolean report(
      ProcessingEnvironment environment,
      Diagnostic.Kind kind,
      Finding finding,
      Element element,
      int ordinal) {
    Trees trees;
    try {
      trees = Trees.instance(environment);
    } catch (IllegalArgumentException | NoClassDefFoundError notJavac) {
      return false;
    }
    TreePath path = trees.getPath(element);
    if (path == null) {
      return false;
    }
    String name = finding.use().kind().simpleName();
    List<? extends AnnotationTree> ofThisType =
        modifiers(path.getLeaf()).getAnnotations().stream()
            .filter(a -> ("." + a.getAnnotationType()).endsWith("." + name))
            .toList();
    if (ordinal >= ofThisType.size()) {
      return false;
    }
    AnnotationTree annotation = ofThisType.get(ordinal);
    Tree place = value(annotation, finding.attribute());
    trees.printMessage(
        kind, finding.message(), place == null ? annotation : place, path.getCompilationUnit());
    return true;
  }

  private static ModifiersTree modifiers(Tree declaration) {
    return declaration instanceof MethodTree method
        ? method.getModifiers()
        : ((ClassTree) declaration).getModifiers();
  }

  private static @Nullable Tree value(AnnotationTree annotation, String attribute) {
    for (ExpressionTree argument : annotation.getArguments()) {
      if (argument instanceof AssignmentTree assignment
          && assignment.getVariable().toString().equals(attribute)) {
        return assignment.getExpression();
      }
    }
    return null;
  }
}
