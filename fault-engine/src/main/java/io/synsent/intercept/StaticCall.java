package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.lang.reflect.Method;
import java.util.List;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * A call of the dispatcher at one call within a JDK method, for what advice cannot do: before a
 * native method, or in place of a call that may have to be made again.
 */
abstract class StaticCall implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {

  /**
   * What a call of the dispatcher may need on the stack beside what is there already. It is not
   * left to ASM: since Java 7 that reads the depth off the stack map frames, and a class out of the
   * CDS archive comes without them. With too little a garbage collection in the method's frame ends
   * the JVM ("Illegal class file encountered").
   */
  private static final int ONE_ARGUMENT = 1;

  final String dispatcher;

  private StaticCall(String dispatcherName) {
    this.dispatcher = dispatcherName.replace('.', '/');
  }

  /** What {@code hook} puts into its methods. */
  static AsmVisitorWrapper in(Hook hook, List<Method> callers, String dispatcherName) {
    StaticCall call =
        hook == Hook.SELECT ? new Select(dispatcherName) : new CheckConnect(dispatcherName);
    return new AsmVisitorWrapper.ForDeclaredMethods()
        .method(ElementMatchers.anyOf(callers.toArray(Method[]::new)), call);
  }

  /** Writes the call of a method of {@code owner} in the dispatcher's stead, or before it. */
  abstract void call(
      MethodVisitor next, String owner, String called, String name, String descriptor, int opcode);

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
        if (called != null && called.equals(owner)) {
          call(visitor, owner, called, name, descriptor, opcode);
        } else {
          super.visitMethodInsn(opcode, called, name, descriptor, isInterface);
        }
      }

      @Override
      public void visitMaxs(int maxStack, int maxLocals) {
        super.visitMaxs(maxStack + ONE_ARGUMENT, maxLocals);
      }
    };
  }

  /**
   * Asks the dispatcher before {@code UnixAsynchronousSocketChannelImpl.checkConnect(int)}, within
   * the caller's own try block.
   */
  private static final class CheckConnect extends StaticCall {
    private static final String NATIVE_METHOD = "checkConnect";

    CheckConnect(String dispatcherName) {
      super(dispatcherName);
    }

    @Override
    void call(
        MethodVisitor next,
        String owner,
        String called,
        String name,
        String descriptor,
        int opcode) {
      if (opcode == Opcodes.INVOKESTATIC && name.equals(NATIVE_METHOD)) {
        next.visitVarInsn(Opcodes.ALOAD, 0);
        next.visitFieldInsn(Opcodes.GETFIELD, owner, "fd", "Ljava/io/FileDescriptor;");
        next.visitMethodInsn(
            Opcodes.INVOKESTATIC, dispatcher, NATIVE_METHOD, "(Ljava/io/FileDescriptor;)V", false);
      }
      next.visitMethodInsn(opcode, called, name, descriptor, false);
    }
  }

  /** Has the dispatcher call {@code SelectorImpl.doSelect}, perhaps several times. */
  private static final class Select extends StaticCall {
    Select(String dispatcherName) {
      super(dispatcherName);
    }

    @Override
    void call(
        MethodVisitor next,
        String owner,
        String called,
        String name,
        String descriptor,
        int opcode) {
      if (name.equals("doSelect")) {
        next.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            dispatcher,
            "select",
            "(Ljava/lang/Object;Ljava/util/function/Consumer;J)I",
            false);
      } else {
        next.visitMethodInsn(opcode, called, name, descriptor, false);
      }
    }
  }
}
