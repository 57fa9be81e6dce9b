package io.synsent.junit;

import io.synsent.report.Reports;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Attaches the page to the run itself by JUnit's file publishing, from JUnit 5.12 on; older ones
 * have none.
 *
 * <p>A resource in the store of the root: it is closed when all tests have ended and files can
 * still be published.
 */
@SuppressWarnings("deprecation") // CloseableResource: what JUnit before 5.13 closes
final class ReportAttachment implements ExtensionContext.Store.CloseableResource, AutoCloseable {

  static final String NAME = "synsent-report.html";

  private static final System.Logger LOGGER = System.getLogger(ReportAttachment.class.getName());

  private final ExtensionContext root;
  private final RunReport report;

  private ReportAttachment(ExtensionContext root, RunReport report) {
    this.root = root;
    this.report = report;
  }

  static void atTheEnd(ExtensionContext context, RunReport report) {
    if (report.attach()) {
      ExtensionContext root = context.getRoot();
      root.getStore(Namespace.create("io.synsent"))
          .put("report", new ReportAttachment(root, report));
    }
  }

  @Override
  public void close() {
    for (Method method : ExtensionContext.class.getMethods()) {
      if (method.getName().equals("publishFile") && method.getParameterCount() == 3) {
        publish(method);
        return;
      }
    }
  }

  private void publish(Method publishFile) {
    ThrowingConsumer<Path> write =
        file -> {
          try (Writer out = Files.newBufferedWriter(file)) {
            Reports.writeHtml(report.toReport(), out);
          }
        };
    try {
      Class<?> mediaType = publishFile.getParameterTypes()[1];
      Object html = mediaType.getMethod("parse", String.class).invoke(null, "text/html");
      publishFile.invoke(root, NAME, html, write);
    } catch (InvocationTargetException e) {
      // A launcher without an output directory, as the Platform TestKit is: not worth a failure.
      LOGGER.log(Level.DEBUG, "the report could not be attached to the run", e.getCause());
    } catch (ReflectiveOperationException e) {
      LOGGER.log(Level.DEBUG, "the report could not be attached: this JUnit differs", e);
    }
  }
}
