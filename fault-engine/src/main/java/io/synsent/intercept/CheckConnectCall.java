package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.lang.reflect.Method;
import java.util.List;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Asks the dispatcher before {@code UnixAsynchronousSocketChannelImpl.checkConnect(int)}, a native
 * method that no advice can be put into: before the call of it, within the caller's own try block.
 */
final class CheckConnectCall implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {

  private static final String NATIVE_METHOD = "checkConnect";

  private final String dispatcher;

  private CheckConnectCall(String dispatcherName) {
    this.dispatcher = dispatcherName.replace('.', '/');
  }

  static AsmVisitorWrapper in(List<Method> callers, String dispatcherName) {
    return new AsmVisitorWrapper.ForDeclaredMethods()
        .writerFlags(ClassWriter.COMPUTE_MAXS)
        .method(
            ElementMatchers.anyOf(callers.toArray(Method[]::new)),
            new CheckConnectCall(dispatcherName));
  }

  @Override
  public MethodVisitor wrap(
      TypeDescription type,
      MethodDescription method,
      MethodVisitor visitor,
      Implementation.Context context,
      TypePool typePool,
      int writerFlags,
      int readerFlags) {
    String owner = type.getInternalName();
    return new MethodVisitor(OpenedClassReader.ASM_API, visitor) {
      @Override
      public void visitMethodInsn(
          int opcode,
          @Nullable String called,
          String name,
          String descriptor,
          boolean isInterface) {
        if (opcode == Opcodes.INVOKESTATIC && name.equals(NATIVE_METHOD)) {
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitFieldInsn(Opcodes.GETFIELD, owner, "fd", "Ljava/io/FileDescriptor;");
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              dispatcher,
              NATIVE_METHOD,
              "(Ljava/io/FileDescriptor;)V",
              false);
        }
        super.visitMethodInsn(opcode, called, name, descriptor, isInterface);
      }
    };
  }
}
