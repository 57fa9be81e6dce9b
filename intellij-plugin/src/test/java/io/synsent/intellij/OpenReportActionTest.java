package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;

import com.intellij.openapi.actionSystem.ActionUpdateThread;
import com.intellij.openapi.actionSystem.AnActionEvent;
import com.intellij.openapi.actionSystem.Presentation;
import com.intellij.openapi.project.Project;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The action that opens the report, and where it finds it. */
class OpenReportActionTest {

  @TempDir Path project;

  private final List<File> opened = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private final OpenReportAction action =
      new OpenReportAction(opened::add, (p, message) -> messages.add(message));

  private Path report(String place, long writtenAtMillis) throws IOException {
    Path file = project.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "<html></html>");
    Files.setLastModifiedTime(file, FileTime.fromMillis(writtenAtMillis));
    return file;
  }

  private void perform(Path... folders) {
    action.actionPerformed(event(Editor.get().projectWithRoots(folders)));
  }

  private static AnActionEvent event(Project project) {
    return new AnActionEvent() {
      @Override
      public Project getProject() {
        return project;
      }
    };
  }

  @Test
  void the_newest_report_of_all_modules_is_opened() throws IOException {
    report("app/target/synsent-report/index.html", 1000);
    Path newest = report("db/build/synsent-report/index.html", 3000);
    report("web/target/synsent-report/index.html", 2000);
    perform(project.resolve("app"), project.resolve("db"), project.resolve("web"));
    assertThat(opened).containsExactly(newest.toFile());
    assertThat(messages).isEmpty();
  }

  @Test
  void a_module_without_a_build_file_has_its_report_beside_the_sources() throws IOException {
    Path report = report("synsent-report/index.html", 1000);
    perform(project);
    assertThat(opened).containsExactly(report.toFile());
  }

  @Test
  void without_a_report_it_says_where_it_looked() {
    perform(project);
    assertThat(opened).isEmpty();
    assertThat(messages)
        .singleElement()
        .asString()
        .contains("target/synsent-report/index.html", "build/synsent-report/index.html");
  }

  @Test
  void a_folder_of_that_name_is_no_report() throws IOException {
    Files.createDirectories(project.resolve("target/synsent-report/index.html"));
    perform(project);
    assertThat(opened).isEmpty();
  }

  @Test
  void it_is_offered_where_a_project_is_open() {
    assertThat(updated(Editor.get().project()).isEnabledAndVisible()).isTrue();
    assertThat(updated(null).isEnabledAndVisible()).isFalse();
    assertThat(action.getActionUpdateThread()).isEqualTo(ActionUpdateThread.BGT);
  }

  private Presentation updated(Project project) {
    Presentation presentation = new Presentation();
    presentation.setEnabledAndVisible(project == null);
    action.update(
        new AnActionEvent() {
          @Override
          public Project getProject() {
            return project;
          }

          @Override
          public Presentation getPresentation() {
            return presentation;
          }
        });
    return presentation;
  }

  @Test
  void without_a_project_it_does_nothing() {
    action.actionPerformed(event(null));
    assertThat(opened).isEmpty();
    assertThat(messages).isEmpty();
  }
}
