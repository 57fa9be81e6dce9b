package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.IpAddress;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Transports that open their sockets past the JDK, by system calls of their own: their Java entries
 * ask SynSent first, and what they want of a simulated address is refused, with a message that
 * names the transport and the switch that turns it off. It is never let through in silence.
 *
 * <p>Known are Netty's epoll, kqueue and io_uring, also where Netty was moved into another package
 * (gRPC), and the asynchronous channels of Windows, which connect by ConnectEx.
 */
final class NativeTransports implements ClassFileTransformer {

  private static final Pattern CLASSES =
      Pattern.compile(
          "(?<prefix>.*?)io/netty/(?:incubator/)?channel/(?:"
              + "(?<unix>unix)/Socket"
              + "|(?<transport>epoll|kqueue|uring)/"
              + "(?:[A-Za-z]+\\$[A-Za-z]+Unsafe|BsdSocket|SockaddrIn|Native|LinuxSocket"
              + "|NativeDatagramPacketArray\\$NativeDatagramPacket))"
              + "|sun/nio/ch/WindowsAsynchronousSocketChannelImpl");

  private static final Set<String> ENTRIES =
      Set.of("connect", "connectx", "init", "set", "write", "implConnect");

  private final Instrumentation instrumentation;
  private final String dispatcher;
  private final Class<?> dispatcherClass;

  NativeTransports(Instrumentation instrumentation, Class<?> dispatcher) {
    this.instrumentation = instrumentation;
    this.dispatcherClass = dispatcher;
    this.dispatcher = dispatcher.getName().replace('.', '/');
  }

  /** Rewrites what is loaded already, and from now on what is loaded. */
  void putIn() throws UnmodifiableClassException {
    instrumentation.addTransformer(this, true);
    retransform();
  }

  void remove() throws UnmodifiableClassException {
    if (instrumentation.removeTransformer(this)) {
      retransform();
    }
  }

  private void retransform() throws UnmodifiableClassException {
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (isEntry(type.getName().replace('.', '/')) && instrumentation.isModifiableClass(type)) {
        loaded.add(type);
      }
    }
    if (!loaded.isEmpty()) {
      instrumentation.retransformClasses(loaded.toArray(Class<?>[]::new));
    }
  }

  private static boolean isEntry(String internalName) {
    return (internalName.contains("io/netty/") || internalName.startsWith("sun/nio/ch/Windows"))
        && CLASSES.matcher(internalName).matches();
  }

  @Override
  public byte @Nullable [] transform(
      Module module,
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (internalName == null || !isEntry(internalName)) {
      return null;
    }
    Module javaBase = dispatcherClass.getModule();
    if (module != javaBase) {
      instrumentation.redefineModule(
          javaBase,
          Set.of(),
          Map.of(dispatcherClass.getPackageName(), Set.of(module)),
          Map.of(),
          Set.of(),
          Map.of());
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new Entries(writer, internalName.replace('/', '.')), 0);
    return writer.toByteArray();
  }

  /** The class name, the array twice, an index and an element, on an empty stack. */
  private static final int DISPATCHER_CALL = 5;

  /** Has each entry begin with a call of the dispatcher, with its arguments. */
  private final class Entries extends ClassVisitor {
    private final String className;

    Entries(ClassVisitor next, String className) {
      super(OpenedClassReader.ASM_API, next);
      this.className = className;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      boolean hasBody = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
      boolean entry = ENTRIES.contains(name) || name.startsWith("sendTo");
      if (next == null || !hasBody || !entry || !descriptor.contains("Ljava/net/")) {
        return next;
      }
      boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
      return new MethodVisitor(OpenedClassReader.ASM_API, next) {
        @Override
        public void visitCode() {
          super.visitCode();
          callDispatcher(this, isStatic, Type.getArgumentTypes(descriptor));
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
          super.visitMaxs(Math.max(maxStack, DISPATCHER_CALL), maxLocals);
        }
      };
    }

    private void callDispatcher(MethodVisitor to, boolean isStatic, Type[] parameters) {
      to.visitLdcInsn(className);
      to.visitIntInsn(Opcodes.BIPUSH, parameters.length);
      to.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
      int local = isStatic ? 0 : 1;
      for (int i = 0; i < parameters.length; i++) {
        boolean isInt = parameters[i].getSort() == Type.INT;
        if (isInt || parameters[i].getSort() == Type.OBJECT) {
          to.visitInsn(Opcodes.DUP);
          to.visitIntInsn(Opcodes.BIPUSH, i);
          to.visitVarInsn(isInt ? Opcodes.ILOAD : Opcodes.ALOAD, local);
          if (isInt) {
            to.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/Integer",
                "valueOf",
                "(I)Ljava/lang/Integer;",
                false);
          }
          to.visitInsn(Opcodes.AASTORE);
        }
        local += parameters[i].getSize();
      }
      to.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          dispatcher,
          "nativeTransport",
          "(Ljava/lang/String;[Ljava/lang/Object;)V",
          false);
    }
  }

  // What the dispatcher calls.

  /**
   * A transport is about to connect or send by itself.
   *
   * @param arguments of its own method: an {@link InetSocketAddress}, or an {@link InetAddress} and
   *     its port
   * @throws IOException if one of them is simulated, or strict mode refuses it
   */
  static void use(String className, Object[] arguments) throws IOException {
    Installation current = SocketHooks.installation();
    if (current == null || current.active().length == 0 || Bypass.isOpen()) {
      return;
    }
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument instanceof InetSocketAddress target && target.getAddress() != null) {
        check(current, className, target.getAddress(), target.getPort());
      } else if (argument instanceof InetAddress address) {
        Object next = i + 1 < arguments.length ? arguments[i + 1] : null;
        check(current, className, address, next instanceof Integer port ? port : 0);
      }
    }
  }

  private static void check(Installation current, String className, InetAddress address, int port)
      throws IOException {
    LiveNetwork[] networks = current.active();
    IpAddress target = IpAddress.of(address);
    for (LiveNetwork network : networks) {
      if (network.simulates(target, port)) {
        String what = refusal(className, address, port);
        network.refuseTransport(what);
        throw new SocketException(what);
      }
    }
    StrictMode.check(networks, BlockedAccess.Kind.CONNECT, address, port);
  }

  /** What happened, and the switch. */
  static String refusal(String className, InetAddress address, int port) {
    return transport(className)
        + " wants to reach "
        + address.getHostAddress()
        + ":"
        + port
        + ", which is simulated, past the JDK, where SynSent cannot answer it. It was refused and"
        + " nothing was sent. "
        + cure(className)
        + " (docs/limitations.md)";
  }

  private static String transport(String className) {
    var matcher = CLASSES.matcher(className.replace('.', '/'));
    if (!matcher.matches() || matcher.group("prefix") == null) {
      return "An asynchronous channel of Windows";
    }
    String kind = matcher.group("transport");
    return "Netty's "
        + (kind == null ? "native" : kind.equals("uring") ? "io_uring" : kind)
        + " transport ("
        + className
        + ")";
  }

  private static String cure(String className) {
    int netty = className.indexOf("io.netty.");
    if (netty < 0) {
      return "Use SocketChannel or Socket in tests on Windows";
    }
    return "Turn the transport off in tests: -D"
        + className.substring(0, netty)
        + "io.netty.transport.noNative=true, or NioEventLoopGroup and NioSocketChannel; Lettuce"
        + " -Dio.lettuce.core.epoll=false -Dio.lettuce.core.iouring=false"
        + " -Dio.lettuce.core.kqueue=false, Reactor Netty -Dreactor.netty.native=false, Vert.x"
        + " preferNativeTransport=false";
  }
}
