package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.intercept.boot.ConnectHooks;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.matcher.ElementMatchers;

/** Puts each hook's advice into its methods whenever the JVM retransforms their class. */
final class HookTransformer implements ClassFileTransformer {

  /** Installing again is common in tests, and Byte Buddy is most of the work. */
  private static final Map<String, Rewritten> EARLIER = new ConcurrentHashMap<>();

  private final Map<String, List<Hook>> hooksByClass;
  private final String dispatcherName;
  private final Map<Class<?>, byte[]> adviceFiles = new HashMap<>();
  private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
  private final Map<String, Boolean> transformed = new ConcurrentHashMap<>();

  /**
   * @param dispatcherName the name that {@link ConnectHooks} has in {@code java.base}
   */
  HookTransformer(Map<String, List<Hook>> hooksByClass, String dispatcherName) throws IOException {
    this.hooksByClass = hooksByClass;
    this.dispatcherName = dispatcherName;
    for (Hook hook : hooksByClass.values().stream().flatMap(List::stream).distinct().toList()) {
      adviceFiles.put(
          hook.advice(),
          JavaBase.renamed(hook.advice(), Map.of(ConnectHooks.class, dispatcherName)));
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (loader != null || redefined == null || internalName == null) {
      return null;
    }
    String name = internalName.replace('/', '.');
    List<Hook> hooks = hooksByClass.get(name);
    if (hooks == null) {
      return null;
    }
    try {
      byte[] result = rewritten(redefined, classFile, hooks);
      transformed.put(name, true);
      return result;
    } catch (RuntimeException | Error | IOException e) {
      // The JVM swallows what a transformer throws; the installation asks for it afterwards.
      failures.put(name, e);
      return null;
    }
  }

  /** Rewrites, or gives what the same class file became at an earlier install. */
  private byte[] rewritten(Class<?> type, byte[] classFile, List<Hook> hooks) throws IOException {
    Rewritten earlier = EARLIER.get(type.getName());
    if (earlier != null && earlier.hooks.equals(hooks) && Arrays.equals(earlier.from, classFile)) {
      return earlier.to;
    }
    byte[] result = withAdvice(type, classFile, hooks);
    EARLIER.put(type.getName(), new Rewritten(hooks, classFile.clone(), result));
    return result;
  }

  private byte[] withAdvice(Class<?> type, byte[] classFile, List<Hook> hooks) throws IOException {
    DynamicType.Builder<?> builder =
        new ByteBuddy()
            .with(TypeValidation.DISABLED)
            .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
            .with(InstrumentedType.Factory.Default.FROZEN)
            .with(Implementation.Context.Disabled.Factory.INSTANCE)
            .ignore(ElementMatchers.none())
            .redefine(type, ClassFileLocator.Simple.of(type.getName(), classFile));
    for (Hook hook : hooks) {
      Class<?> advice = hook.advice();
      List<Method> methods =
          hook.methods().stream().filter(method -> method.getDeclaringClass() == type).toList();
      if (advice == StaticCall.class) {
        builder = builder.visit(StaticCall.in(hook, methods, dispatcherName));
        continue;
      }
      ClassFileLocator locator =
          ClassFileLocator.Simple.of(advice.getName(), adviceFiles.get(advice));
      Advice visitor = Advice.to(TypeDescription.ForLoadedType.of(advice), locator);
      for (Method method : methods) {
        builder = builder.visit(visitor.on(ElementMatchers.is(method)));
      }
    }
    try (DynamicType.Unloaded<?> made = builder.make()) {
      return made.getBytes();
    }
  }

  /** A class file and what became of it; compared by their contents, never as records. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Rewritten(List<Hook> hooks, byte[] from, byte[] to) {}

  /**
   * Checks that every class was rewritten.
   *
   * @throws HookFailedException if one was not
   */
  void check() {
    hooksByClass.forEach(
        (name, hooks) -> {
          if (!transformed.containsKey(name) || failures.containsKey(name)) {
            throw new HookFailedException(
                "hooks "
                    + hooks
                    + " could not be put into "
                    + name
                    + " on "
                    + HookFailedException.runningJdk()
                    + ": "
                    + failures.get(name)
                    + ". An older Byte Buddy on the class path or another agent that rewrites this"
                    + " class is the usual cause",
                failures.get(name));
          }
        });
  }
}
