package io.synsent.intellij;

import com.intellij.ide.BrowserUtil;
import com.intellij.openapi.actionSystem.ActionUpdateThread;
import com.intellij.openapi.actionSystem.AnAction;
import com.intellij.openapi.actionSystem.AnActionEvent;
import com.intellij.openapi.project.DumbAware;
import com.intellij.openapi.project.Project;
import com.intellij.openapi.roots.ProjectRootManager;
import com.intellij.openapi.ui.Messages;
import com.intellij.openapi.vfs.VirtualFile;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Opens the HTML report of the last test run in the browser. */
public final class OpenReportAction extends AnAction implements DumbAware {

  private final Consumer<File> browser;
  private final BiConsumer<Project, String> message;

  /** Called by the editor. */
  public OpenReportAction() {
    this(
        BrowserUtil::browse,
        (project, text) -> Messages.showInfoMessage(project, text, "SynSent Report"));
  }

  OpenReportAction(Consumer<File> browser, BiConsumer<Project, String> message) {
    this.browser = browser;
    this.message = message;
  }

  /** In the background: it looks at nothing of the user interface. */
  @Override
  public ActionUpdateThread getActionUpdateThread() {
    return ActionUpdateThread.BGT;
  }

  /** There wherever a project is open. */
  @Override
  public void update(AnActionEvent e) {
    e.getPresentation().setEnabledAndVisible(e.getProject() != null);
  }

  /** Opens the newest report of the project's modules, or says where it looked for one. */
  @Override
  public void actionPerformed(AnActionEvent e) {
    Project project = e.getProject();
    if (project == null) {
      return;
    }
    List<Path> folders =
        Arrays.stream(ProjectRootManager.getInstance(project).getContentRoots())
            .flatMap(OpenReportAction::onDisk)
            .toList();
    Optional<Path> report = LastReport.below(folders);
    if (report.isPresent()) {
      browser.accept(report.get().toFile());
    } else {
      message.accept(
          project,
          "No module of this project has a report of SynSent: there is no "
              + String.join(" and no ", LastReport.PLACES)
              + ". Run a test that carries one of its annotations.");
    }
  }

  private static Stream<Path> onDisk(VirtualFile root) {
    return root.isInLocalFileSystem() ? Stream.of(Path.of(root.getPath())) : Stream.empty();
  }
}
