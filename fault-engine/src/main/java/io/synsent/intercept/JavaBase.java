package io.synsent.intercept;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Internal. Access to {@code java.base}: a lookup with full rights in one of its classes, and
 * defining a class of ours there.
 *
 * <p>A class defined through a lookup must be in the lookup class's package, so it gets a new name:
 * {@code io.synsent.intercept.boot.ConnectHooks} beside {@code sun.nio.ch.Net} is {@code
 * sun.nio.ch.SynSentConnectHooks}. It needs no jar and no change of the boot class path, and stays
 * until the JVM ends.
 */
public final class JavaBase {

  private JavaBase() {}

  /** A lookup with the rights of {@code jdkClass} itself. */
  public static Lookup lookupIn(Instrumentation instrumentation, Class<?> jdkClass)
      throws IllegalAccessException {
    instrumentation.redefineModule(
        jdkClass.getModule(),
        Set.of(),
        Map.of(),
        Map.of(jdkClass.getPackageName(), Set.of(JavaBase.class.getModule())),
        Set.of(),
        Map.of());
    return MethodHandles.privateLookupIn(jdkClass, MethodHandles.lookup());
  }

  /** The name that {@code template} gets beside {@code neighbour}. */
  public static String nameBeside(Class<?> neighbour, Class<?> template) {
    return neighbour.getPackageName() + ".SynSent" + template.getSimpleName();
  }

  /**
   * Defines {@code template} beside {@code neighbour}, or finds it there from an earlier install.
   *
   * @param template a class without nested classes that mentions JDK types only
   */
  public static Class<?> define(
      Instrumentation instrumentation, Class<?> neighbour, Class<?> template)
      throws IOException, IllegalAccessException {
    String name = nameBeside(neighbour, template);
    try {
      return Class.forName(name, true, neighbour.getClassLoader());
    } catch (ClassNotFoundException firstTime) {
      return lookupIn(instrumentation, neighbour)
          .defineClass(renamed(template, Map.of(template, name)));
    }
  }

  /**
   * The class file of {@code type} with other names for some classes.
   *
   * @param names the classes to rename, with their new names
   */
  public static byte[] renamed(Class<?> type, Map<Class<?>, String> names) throws IOException {
    Map<String, String> internalNames = new HashMap<>();
    names.forEach(
        (renamed, name) -> internalNames.put(internalName(renamed.getName()), internalName(name)));
    ClassReader reader = new ClassReader(classFile(type));
    ClassWriter writer = new ClassWriter(0);
    reader.accept(
        new ClassRemapper(writer, new SimpleRemapper(OpenedClassReader.ASM_API, internalNames)), 0);
    return writer.toByteArray();
  }

  private static byte[] classFile(Class<?> type) throws IOException {
    try (ClassFileLocator ours = ClassFileLocator.ForClassLoader.of(type.getClassLoader())) {
      return ours.locate(type.getName()).resolve();
    }
  }

  private static String internalName(String className) {
    return className.replace('.', '/');
  }
}
