package io.synsent.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Whether and where the report is written: JUnit's configuration parameters {@code synsent.report}
 * and {@code synsent.report.dir}.
 */
final class ReportSettings {

  static final String SWITCH = "synsent.report";
  static final String FOLDER = "synsent.report.dir";

  /** Contexts know the configuration, the end of the session does not: the last one seen. */
  private static volatile Optional<Path> configured = Optional.empty();

  private ReportSettings() {}

  static boolean isOff(ExtensionContext context) {
    String value = context.getConfigurationParameter(SWITCH).orElse("on");
    return switch (value) {
      case "off" -> true;
      case "on" -> false;
      default ->
          throw new ExtensionConfigurationException(
              SWITCH + "=" + value + ": expected on (the default) or off");
    };
  }

  static void remember(ExtensionContext context) {
    configured = context.getConfigurationParameter(FOLDER).map(Path::of);
  }

  /** The folder that is configured, else the one that fits the build. */
  static Path folder() {
    return configured.orElseGet(() -> folderOf(Path.of("")));
  }

  /** {@code target} for Maven, {@code build} for Gradle, else beside the sources. */
  static Path folderOf(Path project) {
    boolean gradle =
        System.getProperty("org.gradle.test.worker") != null
            || Files.exists(project.resolve("build.gradle"))
            || Files.exists(project.resolve("build.gradle.kts"));
    boolean maven =
        System.getProperty("org.gradle.test.worker") == null
            && Files.exists(project.resolve("pom.xml"));
    Path parent = maven ? project.resolve("target") : gradle ? project.resolve("build") : project;
    return parent.resolve("synsent-report");
  }
}
