package io.synsent.junit;

import io.synsent.report.Reports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which folder a JVM writes to, so that the forks of one build do not overwrite each other: the
 * first has the folder itself, others of the same run a folder {@code jvm-PID} in it. A new run
 * replaces them all.
 *
 * <p>Another JVM's report is of the same run if Surefire gave both the same time stamp, or if it
 * was written after this JVM began.
 */
final class ReportFolder {

  /** Tells whose report a folder holds. */
  static final String MARKER = ".synsent-run";

  private static final String LOCK = ".synsent-lock";
  private static final String FORK = "jvm-";

  /** What Surefire calls the files of one run: {@code 2026-01-02T03-04-05_678-jvmRun1}. */
  private static final Pattern SUREFIRE =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d_\\d+)-jvmRun\\d+");

  private static final List<String> FILES =
      List.of(Reports.HTML, Reports.JSON, Reports.TEXT, Reports.PCAPNG, MARKER);

  private ReportFolder() {}

  /**
   * Takes a folder for a JVM's report.
   *
   * @param run what Surefire calls the run; empty for others
   * @param pid the JVM's
   * @param began when the JVM began
   */
  static Path claim(Path folder, String run, long pid, Instant began) throws IOException {
    Files.createDirectories(folder);
    Path lock = folder.resolve(LOCK);
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      if (!held.isValid() || isTaken(folder, run, pid, began)) {
        Path own = folder.resolve(FORK + pid);
        Files.createDirectories(own);
        return own;
      }
      Properties marker = read(folder);
      if (!marker.getProperty("pid", "").equals(Long.toString(pid))) {
        removeForks(folder);
      }
      marker.setProperty("run", run);
      marker.setProperty("pid", Long.toString(pid));
      try (OutputStream out = Files.newOutputStream(folder.resolve(MARKER))) {
        marker.store(out, null);
      }
      return folder;
    }
  }

  /** The same for this very JVM. */
  static Path claim(Path folder) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    return claim(
        folder,
        runOf(System.getProperty("sun.java.command", "")),
        self.pid(),
        self.info().startInstant().orElse(Instant.MAX));
  }

  static String runOf(String command) {
    Matcher stamp = SUREFIRE.matcher(command);
    return stamp.find() ? stamp.group(1) : "";
  }

  private static boolean isTaken(Path folder, String run, long pid, Instant began)
      throws IOException {
    Path file = folder.resolve(MARKER);
    if (!Files.exists(file)) {
      return false;
    }
    Properties marker = read(folder);
    if (marker.getProperty("pid", "").equals(Long.toString(pid))) {
      return false;
    }
    String other = marker.getProperty("run", "");
    return (run.isEmpty() || other.isEmpty())
        ? Files.getLastModifiedTime(file).toInstant().isAfter(began)
        : run.equals(other);
  }

  private static Properties read(Path folder) throws IOException {
    Properties marker = new Properties();
    Path file = folder.resolve(MARKER);
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        marker.load(in);
      }
    }
    return marker;
  }

  /** Removes what the forks of an earlier run wrote, and nothing else. */
  private static void removeForks(Path folder) throws IOException {
    try (DirectoryStream<Path> forks = Files.newDirectoryStream(folder, FORK + "*")) {
      for (Path fork : forks) {
        for (String file : FILES) {
          Files.deleteIfExists(fork.resolve(file));
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(fork)) {
          if (!left.iterator().hasNext()) {
            Files.delete(fork);
          }
        }
      }
    }
  }
}
