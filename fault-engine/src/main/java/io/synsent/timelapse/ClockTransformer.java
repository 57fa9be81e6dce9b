package io.synsent.timelapse;

import io.synsent.engine.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/** Rewrites calls of the clock and of the blocking natives, in loaded classes and in later ones. */
final class ClockTransformer implements ClassFileTransformer {

  private static final int METHOD_REFERENCE = 10;
  private static final int INTERFACE_METHOD_REFERENCE = 11;

  private final String clock;
  private final WallTimeClasses wallTime;
  private final List<CallSite> applicationSites;
  private final List<CallSite> runnerSites;
  private final Set<String> names = new HashSet<>();

  /** What was rewritten, by internal name, with the last failure of what could not be. */
  private final Set<String> rewritten = ConcurrentHashMap.newKeySet();

  private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
  private volatile boolean retired;

  ClockTransformer(
      String clock, WallTimeClasses wallTime, List<CallSite> application, List<CallSite> runner) {
    this.clock = clock.replace('.', '/');
    this.wallTime = wallTime;
    this.applicationSites = application;
    this.runnerSites = runner;
    application.forEach(site -> names.add(site.name()));
    runner.forEach(site -> names.add(site.name()));
  }

  /** From now on every class stays, or becomes again, as it was. */
  void retire() {
    retired = true;
  }

  boolean hasRewritten(String className) {
    return rewritten.contains(className.replace('.', '/'));
  }

  Map<String, Throwable> failures() {
    return failures;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (retired || name == null) {
      return null;
    }
    try {
      List<CallSite> sites = sitesFor(name, domain);
      if (sites.isEmpty()) {
        return null;
      }
      ClassReader reader = OpenedClassReader.of(classFile);
      if (!mentions(reader, sites, name)) {
        return null;
      }
      byte[] result = rewrite(reader, name, loader, sites);
      if (result != null) {
        rewritten.add(name);
      }
      return result;
    } catch (RuntimeException | LinkageError e) {
      // The JVM swallows what a transformer throws; the installation asks for it afterwards.
      failures.put(name, e);
      return null;
    }
  }

  /** Whether retransforming the class would change it, as far as its constant pool tells. */
  boolean concerns(Class<?> type) {
    String name = type.getName().replace('.', '/');
    List<CallSite> sites = sitesFor(name, type.getProtectionDomain());
    if (sites.isEmpty()) {
      return false;
    }
    try (InputStream in = type.getModule().getResourceAsStream(name + ".class")) {
      // Without a file to look at, made at run time for example, retransforming is the way to see.
      return in == null || mentions(OpenedClassReader.of(in.readAllBytes()), sites, name);
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  private List<CallSite> sitesFor(String name, @Nullable ProtectionDomain domain) {
    if (name.startsWith("java/lang/SynSent") || name.startsWith("sun/nio/ch/SynSent")) {
      return List.of();
    }
    if (wallTime.isTestRunner(name)) {
      return runnerSites;
    }
    return wallTime.isOurs(name, domain) ? List.of() : applicationSites;
  }

  private boolean mentions(ClassReader reader, List<CallSite> sites, String name) {
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int item = reader.getItem(i);
      if (item == 0) {
        continue;
      }
      int tag = reader.readByte(item - 1);
      if (tag != METHOD_REFERENCE && tag != INTERFACE_METHOD_REFERENCE) {
        continue;
      }
      int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
      String method = reader.readUTF8(nameAndType, buffer);
      if (!names.contains(method)) {
        continue;
      }
      String owner = reader.readClass(item, buffer);
      String descriptor = reader.readUTF8(nameAndType + 2, buffer);
      if (find(sites, owner, method, descriptor, name) != null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable CallSite find(
      List<CallSite> sites, String owner, String name, String descriptor, String caller) {
    for (CallSite site : sites) {
      if (site.matches(owner, name, descriptor, caller)) {
        return site;
      }
    }
    return null;
  }

  private byte @Nullable [] rewrite(
      ClassReader reader, String name, @Nullable ClassLoader loader, List<CallSite> sites) {
    ClassWriter writer = new ClassWriter(reader, 0);
    Rewriter rewriter = new Rewriter(writer, name, loader, sites);
    reader.accept(rewriter, 0);
    return rewriter.changed ? writer.toByteArray() : null;
  }

  private final class Rewriter extends ClassVisitor {

    private final String caller;
    private final @Nullable ClassLoader loader;
    private final List<CallSite> sites;
    private @Nullable String superName;
    private boolean changed;

    Rewriter(ClassWriter writer, String name, @Nullable ClassLoader loader, List<CallSite> sites) {
      super(OpenedClassReader.ASM_API, writer);
      this.caller = name;
      this.loader = loader;
      this.sites = sites;
    }

    @Override
    public void visit(
        int version,
        int access,
        String className,
        @Nullable String signature,
        @Nullable String superclass,
        String @Nullable [] interfaces) {
      superName = superclass;
      super.visit(version, access, className, signature, superclass, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor writer = super.visitMethod(access, method, descriptor, signature, exceptions);
      return new MethodVisitor(OpenedClassReader.ASM_API, writer) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String calledDescriptor, boolean onInterface) {
          CallSite site = siteOf(opcode == Opcodes.INVOKESTATIC, owner, called, calledDescriptor);
          if (site == null) {
            super.visitMethodInsn(opcode, owner, called, calledDescriptor, onInterface);
          } else {
            changed = true;
            super.visitMethodInsn(
                Opcodes.INVOKESTATIC, clock, site.hook(), site.hookDescriptor(), false);
          }
        }

        @Override
        public void visitInvokeDynamicInsn(
            String indyName, String indyDescriptor, Handle bootstrap, Object... arguments) {
          Object[] rewritten = arguments.clone();
          for (int i = 0; i < rewritten.length; i++) {
            rewritten[i] = constant(rewritten[i]);
          }
          super.visitInvokeDynamicInsn(indyName, indyDescriptor, bootstrap, rewritten);
        }

        @Override
        public void visitLdcInsn(Object value) {
          super.visitLdcInsn(constant(value));
        }
      };
    }

    /** {@code System::nanoTime} is a method handle in the constant pool. */
    private Object constant(Object value) {
      if (value instanceof Handle handle && handle.getTag() == Opcodes.H_INVOKESTATIC) {
        CallSite site = siteOf(true, handle.getOwner(), handle.getName(), handle.getDesc());
        if (site != null) {
          changed = true;
          return new Handle(
              Opcodes.H_INVOKESTATIC, clock, site.hook(), site.hookDescriptor(), false);
        }
      }
      return value;
    }

    private @Nullable CallSite siteOf(
        boolean isStatic, String owner, String called, String descriptor) {
      CallSite site = find(sites, owner, called, descriptor, caller);
      if (site == null || site.isStatic() != isStatic) {
        return null;
      }
      // Thread.sleep may be named through any subclass of Thread.
      boolean inherited = site.isStatic() && site.owner() == null;
      return !inherited || isThread(owner) ? site : null;
    }

    private boolean isThread(String type) {
      String ancestor = type;
      for (int i = 0; ancestor != null && i < 32; i++) {
        if (ancestor.equals("java/lang/Thread")) {
          return true;
        }
        ancestor = ancestor.equals(caller) ? superName : superNameOf(ancestor);
      }
      return false;
    }

    private @Nullable String superNameOf(String type) {
      String file = type + ".class";
      try (InputStream in =
          loader == null
              ? ClassLoader.getSystemResourceAsStream(file)
              : loader.getResourceAsStream(file)) {
        return in == null ? null : OpenedClassReader.of(in.readAllBytes()).getSuperName();
      } catch (IOException e) {
        return null;
      }
    }
  }
}
