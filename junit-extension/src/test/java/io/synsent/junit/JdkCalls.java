package io.synsent.junit;

import io.synsent.intercept.Attachment;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.Socket;
import java.security.ProtectionDomain;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.utility.OpenedClassReader;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a test class in a session of its own and compares what the JDK's classes call before it with
 * what they call while it ends; prints the name of each that differs, and whether it calls the
 * faster clock.
 */
final class JdkCalls {

  private static final String CLOCK = "SynSentLapseClock";

  private JdkCalls() {}

  public static void main(String[] classes) throws Exception {
    Instrumentation instrumentation = Attachment.instrumentation();
    new Socket().close(); // what the hooks change is there to be compared
    Date.from(Instant.EPOCH);
    LockSupport.unpark(null);
    Map<String, String> before = calls(instrumentation);
    System.out.println("looked at\t" + before.size());
    try (LauncherSession session = LauncherFactory.openSession()) {
      session
          .getLauncher()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(DiscoverySelectors.selectClass(Class.forName(classes[0])))
                  .build(),
              new TestExecutionListener() {
                @Override
                public void testPlanExecutionFinished(TestPlan plan) {
                  compare(before, calls(instrumentation));
                }
              });
    }
    System.exit(0);
  }

  private static void compare(Map<String, String> before, Map<String, String> after) {
    before.forEach(
        (name, calls) -> {
          String now = after.getOrDefault(name, "");
          if (!calls.equals(now)) {
            System.out.println((now.contains(CLOCK) ? "clock\t" : "differs\t") + name);
          }
        });
  }

  /**
   * Every call of every method. The bytes themselves change when a class is linked: the JVM gives
   * out another constant pool then.
   */
  private static String calls(byte[] classFile) {
    StringBuilder calls = new StringBuilder();
    OpenedClassReader.of(classFile)
        .accept(
            new ClassVisitor(OpenedClassReader.ASM_API) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String type, String signature, String[] exceptions) {
                calls.append('\n').append(method).append(type).append(':');
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                  @Override
                  public void visitMethodInsn(
                      int opcode,
                      String owner,
                      String name,
                      String descriptor,
                      boolean onInterface) {
                    calls.append(' ').append(owner).append('.').append(name).append(descriptor);
                  }

                  @Override
                  public void visitInvokeDynamicInsn(
                      String name, String descriptor, Handle bootstrap, Object... arguments) {
                    calls.append(' ').append(name).append(Arrays.toString(arguments));
                  }
                };
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return calls.toString();
  }

  /** What the JVM has of each loaded class of {@code java.base}, after every transformer. */
  private static Map<String, String> calls(Instrumentation instrumentation) {
    Map<String, String> calls = new ConcurrentHashMap<>();
    ClassFileTransformer reader =
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> type,
              ProtectionDomain domain,
              byte[] classFile) {
            if (loader == null && name != null && type != null) {
              calls.put(name, calls(classFile));
            }
            return null;
          }
        };
    instrumentation.addTransformer(reader, true);
    try {
      instrumentation.retransformClasses(
          Arrays.stream(instrumentation.getAllLoadedClasses())
              .filter(instrumentation::isModifiableClass)
              .filter(type -> type.getClassLoader() == null && !type.isHidden())
              .filter(type -> type.getModule() == Object.class.getModule())
              .toArray(Class<?>[]::new));
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException(e);
    } finally {
      instrumentation.removeTransformer(reader);
    }
    return new TreeMap<>(calls);
  }
}
