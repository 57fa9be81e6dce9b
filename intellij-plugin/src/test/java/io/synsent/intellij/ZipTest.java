package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.intellij.psi.PsiElement;
import com.jetbrains.plugin.structure.base.plugin.PluginCreationResult;
import com.jetbrains.plugin.structure.base.plugin.PluginCreationSuccess;
import com.jetbrains.plugin.structure.intellij.plugin.IdePlugin;
import com.jetbrains.plugin.structure.intellij.plugin.IdePluginManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip that a user installs, looked at from outside. */
@Tag("zip")
class ZipTest {

  private static final Path ZIP = Path.of(System.getProperty("plugin.zip"));

  /** Whose classes the verifier takes for the runtime's. */
  private static final Path JDK = Path.of(System.getProperty("plugin.verifier.jdk"));

  /** The newest whose class files this verifier reads. */
  private static final int NEWEST_JDK = 24;

  /** What the build gives every entry for its time: project.build.outputTimestamp. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final Pattern UNRESOLVED_CLASS =
      Pattern.compile(" references an unresolved class ([\\w.]+)\\. ");

  /** Where a whole package is missing its classes are listed below it. */
  private static final Pattern LISTED_CLASS = Pattern.compile("  Class ([\\w.]+) is referenced in");

  @TempDir Path work;

  /** The entries of a zip with their contents. */
  private static Map<String, byte[]> entries(InputStream in) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        assertThat(e.getTimeLocal()).as("the time of " + e.getName()).isEqualTo(TIME);
        if (!e.isDirectory()) {
          entries.put(e.getName(), zip.readAllBytes());
        }
      }
    }
    return entries;
  }

  private static Map<String, byte[]> jars() throws IOException {
    try (InputStream in = Files.newInputStream(ZIP)) {
      return entries(in);
    }
  }

  private static Map<String, byte[]> everything() throws IOException {
    Map<String, byte[]> everything = new TreeMap<>();
    for (byte[] jar : jars().values()) {
      everything.putAll(entries(new ByteArrayInputStream(jar)));
    }
    return everything;
  }

  @Test
  void it_holds_the_plugin_and_the_rule_core() throws IOException {
    String version =
        ZIP.getFileName().toString().replaceAll("^synsent-intellij-plugin-|\\.zip$", "");
    String lib = "synsent-intellij-plugin/lib/synsent-intellij-plugin-" + version;
    assertThat(jars().keySet()).containsExactly(lib + "-rules.jar", lib + ".jar");
  }

  @Test
  void no_stub_and_no_interception_is_in_it_and_the_rules_are() throws IOException {
    List<String> classes =
        everything().keySet().stream().filter(name -> name.endsWith(".class")).toList();
    assertThat(classes)
        .contains("io/synsent/rules/Rules.class", "io/synsent/intellij/RefusedInspection.class")
        .allMatch(
            name ->
                name.startsWith("io/synsent/intellij/")
                    || name.startsWith("io/synsent/rules/")
                    || name.startsWith("io/synsent/engine/"));
  }

  @Test
  void it_is_small_and_has_its_icon_its_licence_and_its_version() throws IOException {
    assertThat(Files.size(ZIP)).isLessThan(2_000_000);
    Map<String, byte[]> everything = everything();
    assertThat(everything)
        .containsKeys(
            "META-INF/pluginIcon.svg",
            "META-INF/LICENSE",
            "liveTemplates/SynSent.xml",
            "inspectionDescriptions/SynSentRefused.html");
    assertThat(new String(everything.get("META-INF/plugin.xml"), StandardCharsets.UTF_8))
        .doesNotContain("${")
        .containsPattern("<version>\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?</version>");
  }

  @Test
  void the_marketplace_s_own_parser_takes_it_without_a_warning() {
    PluginCreationResult<IdePlugin> result = IdePluginManager.createManager().createPlugin(ZIP);
    assertThat(result).isInstanceOf(PluginCreationSuccess.class);
    PluginCreationSuccess<IdePlugin> success = (PluginCreationSuccess<IdePlugin>) result;
    assertThat(success.getWarnings()).isEmpty();
    assertThat(success.getUnacceptableWarnings()).isEmpty();
    assertThat(success.getPlugin().getPluginId()).isEqualTo("io.synsent.editor");
  }

  @Test
  void the_verifier_finds_exactly_the_reviewed_classes_unresolved() throws Exception {
    Properties release = new Properties();
    try (InputStream in = Files.newInputStream(JDK.resolve("release"))) {
      release.load(in);
    }
    Runtime.Version version =
        Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", ""));
    assumeThat(version.feature())
        .as("the verifier cannot read the classes of %s: name an older JDK, -Dverifier.jdk=…", JDK)
        .isLessThanOrEqualTo(NEWEST_JDK);

    Path reports = verify();
    TreeSet<String> unresolved = new TreeSet<>();
    int problems = 0;
    for (String line : read(reports, "compatibility-problems.txt").lines().toList()) {
      Matcher one = UNRESOLVED_CLASS.matcher(line);
      Matcher listed = LISTED_CLASS.matcher(line);
      if (one.find()) {
        unresolved.add(one.group(1));
        problems++;
      } else if (listed.matches()) {
        unresolved.add(listed.group(1));
      } else if (line.startsWith("Package '")) {
        problems++;
      }
    }
    assertThat(unresolved).isEqualTo(reviewed());
    // Of any other kind there is none: neither a missing method nor a class that lacks one.
    assertThat(read(reports, "verification-verdict.txt").strip())
        .isEqualTo(problems + " compatibility problems");
  }

  private static Set<String> reviewed() throws IOException {
    try (InputStream in = ZipTest.class.getResourceAsStream("unresolved-classes.txt")) {
      TreeSet<String> reviewed = new TreeSet<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(reviewed::add);
      return reviewed;
    }
  }

  private static String read(Path reports, String name) throws IOException {
    try (Stream<Path> files = Files.walk(reports)) {
      Path file =
          files.filter(f -> f.getFileName().toString().equals(name)).findFirst().orElseThrow();
      return Files.readString(file);
    }
  }

  /** Runs the verifier against a folder that looks like an IDE. */
  private Path verify() throws Exception {
    Path ide = work.resolve("ide");
    Files.createDirectories(ide.resolve("lib"));
    Files.writeString(ide.resolve("build.txt"), "IC-223.8617.20");
    Path platform =
        Path.of(PsiElement.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.copy(platform, ide.resolve("lib/platform.jar"));
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(ide.resolve("lib/core.jar")))) {
      jar.putNextEntry(new JarEntry("META-INF/plugin.xml"));
      jar.write(
          """
          <idea-plugin>
            <id>com.intellij</id>
            <name>IDEA CORE</name>
            <version>223.8617.20</version>
            <vendor>JetBrains</vendor>
            <description>The platform, as far as it can be had.</description>
            <module value="com.intellij.modules.platform"/>
            <module value="com.intellij.modules.java"/>
          </idea-plugin>
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    Path output = work.resolve("output.txt");
    Path reports = work.resolve("reports");
    Process verifier =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dplugin.verifier.home.dir=" + work.resolve("home"),
                "-jar",
                System.getProperty("plugin.verifier"),
                "check-plugin",
                "-offline",
                "-runtime-dir",
                JDK.toString(),
                "-verification-reports-dir",
                reports.toString(),
                "-verification-reports-formats",
                "plain",
                ZIP.toString(),
                ide.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(verifier.waitFor(5, TimeUnit.MINUTES)).as("the verifier ended").isTrue();
    assertThat(Files.exists(reports)).as(Files.readString(output)).isTrue();
    return reports;
  }
}
