package io.synsent.intellij;

import com.intellij.codeInsight.daemon.GutterIconNavigationHandler;
import com.intellij.codeInsight.daemon.LineMarkerInfo;
import com.intellij.codeInsight.daemon.LineMarkerProviderDescriptor;
import com.intellij.openapi.editor.markup.GutterIconRenderer;
import com.intellij.psi.PsiAnnotation;
import com.intellij.psi.PsiElement;
import com.intellij.psi.PsiIdentifier;
import com.intellij.psi.PsiJavaCodeReferenceElement;
import com.intellij.psi.PsiModifierListOwner;
import com.intellij.psi.util.PsiTreeUtil;
import com.intellij.util.Function;
import io.synsent.engine.Nullable;
import io.synsent.rules.AnnotationUse;
import io.synsent.rules.Forecast;
import io.synsent.rules.TestElement;
import java.awt.event.MouseEvent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.swing.Icon;
import javax.swing.JLabel;
import javax.swing.JPopupMenu;

/**
 * An icon in the gutter beside each annotation that names a host: its tooltip says how a connect
 * there will end, or a look-up of it, and a click on it shows the packets.
 */
public final class TimelineMarkers extends LineMarkerProviderDescriptor {

  /** Called by the editor. */
  public TimelineMarkers() {}

  /** How the settings of the gutter call it. */
  @Override
  public String getName() {
    return "SynSent timeline";
  }

  /** For the settings of the gutter. */
  @Override
  public Icon getIcon() {
    return LadderIcon.SAMPLE;
  }

  /** None: names have to be resolved first, and that takes the slow pass. */
  @Override
  public @Nullable LineMarkerInfo<?> getLineMarkerInfo(PsiElement element) {
    return null;
  }

  /** Called by the editor in the background, with the elements that are visible. */
  @Override
  public void collectSlowLineMarkers(
      List<? extends PsiElement> elements, Collection<? super LineMarkerInfo<?>> result) {
    for (PsiElement element : elements) {
      if (element instanceof PsiIdentifier name
          && name.getParent() instanceof PsiJavaCodeReferenceElement reference
          && reference.getParent() instanceof PsiAnnotation annotation
          && reference.getReferenceNameElement() == name) {
        marker(name, annotation).ifPresent(result::add);
      }
    }
  }

  private static Optional<LineMarkerInfo<?>> marker(PsiIdentifier name, PsiAnnotation annotation) {
    List<Story> stories = stories(annotation);
    if (stories.isEmpty()) {
      return Optional.empty();
    }
    List<Ladder> ladders = stories.stream().flatMap(story -> story.ladder().stream()).toList();
    String text = text(stories);
    return Optional.of(
        new LineMarkerInfo<>(
            name,
            name.getTextRange(),
            ladders.isEmpty() ? LadderIcon.LOOK_UP : LadderIcon.of(ladders.get(0)),
            new Tooltip(text),
            ladders.isEmpty() ? null : new ShowPackets(ladders),
            GutterIconRenderer.Alignment.LEFT,
            () -> text));
  }

  /**
   * How a connect or a look-up will end.
   *
   * @param of what is connected to or looked up
   * @param ladder empty for a look-up, whose packets are not simulated
   */
  private record Story(String of, String text, Optional<Ladder> ladder) {}

  /** Of what the annotation names, or, if it is a composed one, of all that it carries. */
  private static List<Story> stories(PsiAnnotation annotation) {
    PsiModifierListOwner owner =
        PsiTreeUtil.getParentOfType(annotation, PsiModifierListOwner.class);
    return Optional.ofNullable(owner).flatMap(PsiReader::read).stream()
        .flatMap(
            reading ->
                reading.usesOf(annotation).stream()
                    .flatMap(use -> story(reading.element(), use).stream()))
        .toList();
  }

  private static Optional<Story> story(TestElement element, AnnotationUse use) {
    return Forecast.of(element, use)
        .map(f -> new Story(f.target().toString(), f.text(), Optional.of(Ladder.of(f))))
        .or(
            () ->
                Forecast.textOf(element, use)
                    .map(text -> new Story(use.text("value"), text, Optional.empty())));
  }

  private static String text(List<Story> stories) {
    return stories.size() == 1
        ? stories.get(0).text()
        : stories.stream()
            .map(story -> story.of() + ": " + story.text())
            .collect(Collectors.joining("<br>", "<html>", "</html>"));
  }

  /** A record: the editor compares tooltips to see whether a marker has changed. */
  private record Tooltip(String text) implements Function<PsiIdentifier, String> {
    @Override
    public String fun(PsiIdentifier name) {
      return text;
    }
  }

  private record ShowPackets(List<Ladder> ladders)
      implements GutterIconNavigationHandler<PsiIdentifier> {
    @Override
    public void navigate(MouseEvent event, PsiIdentifier name) {
      popup(ladders).show(event.getComponent(), event.getX(), event.getY());
    }
  }

  static JPopupMenu popup(List<Ladder> ladders) {
    JPopupMenu popup = new JPopupMenu();
    ladders.forEach(ladder -> popup.add(new JLabel(new LadderPicture(ladder))));
    return popup;
  }
}
