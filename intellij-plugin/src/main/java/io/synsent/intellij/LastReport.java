package io.synsent.intellij;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/** Where test runs leave their HTML report. */
final class LastReport {

  /** Below a module's folder: of Maven, of Gradle, of neither. */
  static final List<String> PLACES =
      List.of(
          "target/synsent-report/index.html",
          "build/synsent-report/index.html",
          "synsent-report/index.html");

  private LastReport() {}

  /** The report that was written last below one of the folders, empty if there is none. */
  static Optional<Path> below(List<Path> folders) {
    Path newest = null;
    FileTime newestTime = FileTime.fromMillis(Long.MIN_VALUE);
    for (Path folder : folders) {
      for (String place : PLACES) {
        Path file = folder.resolve(place);
        try {
          BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
          if (attributes.isRegularFile()
              && attributes.lastModifiedTime().compareTo(newestTime) > 0) {
            newest = file;
            newestTime = attributes.lastModifiedTime();
          }
        } catch (IOException noSuchFile) {
          // The next one, then.
        }
      }
    }
    return Optional.ofNullable(newest);
  }
}
