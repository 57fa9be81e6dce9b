package io.synsent.architecture;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.synsent.architecture.Arrows.Outside;
import io.synsent.architecture.Arrows.Row;
import io.synsent.engine.Nullable;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds every class of the fault engine to the package map in {@link Arrows}. */
class ArchitectureTest {

  /**
   * Rows of the map whose package has no class yet. The list only shrinks: a package that is there
   * must leave it.
   */
  private static final Set<String> NOT_WRITTEN_YET = Set.of();

  /** What an engine that is given its time, threads and randomness must not ask for. */
  private static final Set<String> FORBIDDEN_TO_THE_ENGINE =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.<init>",
          "java.lang.Thread.start",
          "java.lang.Thread.sleep",
          "java.lang.Object.wait",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.util.UUID.randomUUID",
          "java.util.Date.<init>",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.security.SecureRandom.<init>",
          "java.util.concurrent.locks.LockSupport.park",
          "java.util.concurrent.locks.LockSupport.parkNanos");

  private static final Path CLASSES = classesDirectory();
  private static final JavaClasses FAULT_ENGINE = new ClassFileImporter().importPath(CLASSES);
  private static final Arrows MAP = Arrows.ofTheFaultEngine();

  @Test
  void every_class_file_was_seen_and_belongs_to_a_row_of_the_map() throws IOException {
    long files;
    try (Stream<Path> found = Files.walk(CLASSES)) {
      files = found.filter(file -> file.toString().endsWith(".class")).count();
    }
    assertThat(FAULT_ENGINE).as("classes imported from %s", CLASSES).hasSize((int) files);
    assertThat(files).as("class files in %s", CLASSES).isGreaterThan(20);

    Map<String, Long> classesPerPackage =
        FAULT_ENGINE.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, TreeMap::new, counting()));
    assertThat(MAP.rows().keySet())
        .as("packages of the map; a new package needs a row in Arrows")
        .containsAll(classesPerPackage.keySet());

    Set<String> absent = new TreeSet<>(MAP.rows().keySet());
    absent.removeAll(classesPerPackage.keySet());
    assertThat(NOT_WRITTEN_YET)
        .as("packages without a class; what is there now must leave NOT_WRITTEN_YET")
        .containsExactlyInAnyOrderElementsOf(absent);
  }

  @Test
  void packages_import_only_what_their_row_allows() {
    assertThat(violations(FAULT_ENGINE, MAP)).isEmpty();
  }

  /** Only these classes of ours are defined into java.base, so they can only know each other. */
  @Test
  void what_the_boot_loader_holds_knows_the_jdk_and_the_time_line() {
    String timeLine = "io.synsent.engine.time.TimeLine";
    Set<String> found = new TreeSet<>();
    int seen = 0;
    for (JavaClass type : FAULT_ENGINE) {
      boolean boot = type.getPackageName().equals("io.synsent.intercept.boot");
      if (!boot && !type.getName().startsWith(timeLine)) {
        continue;
      }
      seen++;
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith("io.synsent.")
            && !target.getName().startsWith(timeLine)
            && !(boot && target.getPackageName().equals(type.getPackageName()))) {
          found.add(dependency.getDescription());
        }
      }
    }
    assertThat(seen).as("classes of intercept.boot, and TimeLine").isGreaterThan(2);
    assertThat(found).isEmpty();
  }

  @Test
  void engine_asks_for_no_clock_thread_or_chance() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : FAULT_ENGINE) {
      if (!type.getPackageName().startsWith("io.synsent.engine")) {
        continue;
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        String target = access.getTargetOwner().getName() + "." + access.getName();
        boolean unseeded =
            target.equals("java.util.Random.<init>")
                && access.getDescription().contains("java.util.Random.<init>()");
        if (unseeded || FORBIDDEN_TO_THE_ENGINE.contains(target)) {
          found.add(access.getDescription());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /**
   * The rules can fail: with an empty row for each package, every import between packages is one
   * too many.
   */
  @Test
  void without_arrows_the_imports_that_are_there_are_reported() {
    Map<String, Row> rows = new TreeMap<>();
    MAP.rows().keySet().forEach(name -> rows.put(name, new Row(Set.of(), Outside.JAVA_BASE)));
    List<String> violations = violations(FAULT_ENGINE, new Arrows(rows));
    assertThat(violations).anyMatch(line -> line.contains("io.synsent.engine.packet"));
  }

  /** And of what lies outside: this very class is no java.base citizen. */
  @Test
  void a_class_that_imports_a_library_is_reported() {
    JavaClasses thisClass = new ClassFileImporter().importClasses(ArchitectureTest.class);
    Arrows map =
        new Arrows(Map.of("io.synsent.architecture", new Row(Set.of(), Outside.JAVA_BASE)));
    assertThat(violations(thisClass, map))
        .anyMatch(line -> line.contains("com.tngtech.archunit"))
        .anyMatch(line -> line.contains("org.assertj"));
  }

  private static List<String> violations(JavaClasses classes, Arrows map) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      Row row = map.rows().get(type.getPackageName());
      if (row == null) {
        continue; // reported as a package without a row
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (!allowed(type.getPackageName(), row, target)) {
          found.add(type.getPackageName() + " -> " + target + ": " + dependency.getDescription());
        }
      }
    }
    return List.copyOf(found);
  }

  private static boolean allowed(String from, Row row, String target) {
    if (target.isEmpty() || target.equals(from) || target.equals("io.synsent.engine")) {
      return true; // primitives, itself, Nullable
    }
    if (target.startsWith("io.synsent.")) {
      return row.ours().contains(target);
    }
    return switch (row.outside()) {
      case JAVA_BASE -> Jdk.JAVA_BASE_EXPORTS.contains(target);
      case JDK -> Jdk.PACKAGES.contains(target);
      case BYTE_BUDDY -> Jdk.PACKAGES.contains(target) || target.startsWith("net.bytebuddy");
      case GSON -> Jdk.PACKAGES.contains(target) || target.startsWith("com.google.gson");
      case SNAKEYAML -> Jdk.PACKAGES.contains(target) || target.startsWith("org.snakeyaml.engine");
    };
  }

  private static Path classesDirectory() {
    try {
      return Path.of(Nullable.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The packages of the running JDK. */
  private static final class Jdk {
    static final Set<String> JAVA_BASE_EXPORTS = new HashSet<>();
    static final Set<String> PACKAGES = new HashSet<>();

    static {
      for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
        PACKAGES.addAll(module.descriptor().packages());
      }
      ModuleFinder.ofSystem().find("java.base").orElseThrow().descriptor().exports().stream()
          .filter(exported -> !exported.isQualified())
          .map(ModuleDescriptor.Exports::source)
          .forEach(JAVA_BASE_EXPORTS::add);
    }
  }
}
