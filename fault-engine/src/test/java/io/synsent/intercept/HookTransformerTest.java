package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HookTransformerTest {

  private static final String DISPATCHER = "sun.nio.ch.SynSentConnectHooks";
  private static final Map<String, List<Hook>> HOOKS = Hook.byClass(EnumSet.allOf(Hook.class));

  static List<String> classes() {
    return List.copyOf(HOOKS.keySet());
  }

  /** A class out of the CDS archive comes to a transformer without its stack map frames. */
  @ParameterizedTest
  @MethodSource("classes")
  void every_method_of_a_class_without_frames_keeps_room_for_its_stack(String name)
      throws Exception {
    Class<?> type = Class.forName(name, false, null);
    ClassReader original = OpenedClassReader.of(classFile(name));
    ClassWriter frameless = new ClassWriter(0);
    original.accept(frameless, ClassReader.SKIP_FRAMES);

    byte[] rewritten =
        new HookTransformer(HOOKS, DISPATCHER)
            .transform(null, name.replace('.', '/'), type, null, frameless.toByteArray());

    assertThat(rewritten).isNotNull();
    Map<String, Integer> needed = stacks(computed(rewritten));
    assertThat(stacks(rewritten))
        .hasSameSizeAs(needed)
        .allSatisfy((method, room) -> assertThat(room).isGreaterThanOrEqualTo(needed.get(method)));
  }

  private static byte[] classFile(String name) throws IOException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = Object.class.getModule().getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  /** In class files of Java 6 ASM follows the instructions to find out how deep the stack is. */
  private static byte[] computed(byte[] classFile) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    OpenedClassReader.of(classFile)
        .accept(
            new ClassVisitor(OpenedClassReader.ASM_API, writer) {
              @Override
              public void visit(
                  int version,
                  int access,
                  String className,
                  @Nullable String signature,
                  @Nullable String superName,
                  String @Nullable [] interfaces) {
                super.visit(Opcodes.V1_6, access, className, signature, superName, interfaces);
              }
            },
            ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  private static Map<String, Integer> stacks(byte[] classFile) {
    Map<String, Integer> stacks = new TreeMap<>();
    OpenedClassReader.of(classFile)
        .accept(
            new ClassVisitor(OpenedClassReader.ASM_API) {
              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                  @Override
                  public void visitMaxs(int maxStack, int maxLocals) {
                    stacks.put(name + descriptor, maxStack);
                  }
                };
              }
            },
            0);
    return stacks;
  }
}
