package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.rules.NetworkPlan;
import io.synsent.rules.Target;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds what {@code @ReachableHost(backend = …)} leads to. */
final class Backends {

  private Backends() {}

  /**
   * What is asked at each connect for the backend's address.
   *
   * @throws ExtensionConfigurationException if the backend names no member of the test class
   */
  static Supplier<InetSocketAddress> of(NetworkPlan.Fault fault, ExtensionContext context) {
    String backend = fault.backend();
    if (backend.contains(":")) {
      Target address = Target.parse(backend);
      return () -> new InetSocketAddress(address.host(), address.port().orElseThrow());
    }
    Class<?> testClass = context.getRequiredTestClass();
    Member member =
        member(testClass, backend)
            .orElseThrow(
                () ->
                    new ExtensionConfigurationException(
                        fault.use().notationWithOrigin()
                            + " on "
                            + TestElements.nameOf(testClass)
                            + ": no field and no method without parameters is called \""
                            + backend
                            + "\" there or in a superclass or enclosing class. Declare one, or"
                            + " write \"127.0.0.1:port\""));
    return () -> address(value(member, context), fault, member);
  }

  private static Optional<Member> member(Class<?> testClass, String name) {
    for (Class<?> around = testClass; around != null; around = around.getEnclosingClass()) {
      for (Class<?> type = around; type != null; type = type.getSuperclass()) {
        try {
          return Optional.of(type.getDeclaredMethod(name));
        } catch (NoSuchMethodException perhapsAField) {
          for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(name)) {
              return Optional.of(field);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static @Nullable Object value(Member member, ExtensionContext context) {
    Object owner =
        Modifier.isStatic(member.getModifiers())
            ? null
            : context
                .getTestInstances()
                .flatMap(i -> i.findInstance(member.getDeclaringClass()).map(Object.class::cast))
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            "the backend \""
                                + member.getName()
                                + "\" belongs to an instance of "
                                + member.getDeclaringClass().getName()
                                + ", and there is none yet. Make it static"));
    ((AccessibleObject) member).setAccessible(true);
    try {
      return member instanceof Field field ? field.get(owner) : ((Method) member).invoke(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("bug in SynSent: " + member + " was made accessible", e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "the backend \"" + member.getName() + "\" threw " + e.getCause(), e.getCause());
    }
  }

  private static InetSocketAddress address(
      @Nullable Object value, NetworkPlan.Fault fault, Member member) {
    if (value instanceof InetSocketAddress address) {
      return address;
    }
    if (value instanceof Integer port) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
    if (value instanceof Supplier<?> supplier) {
      return address(supplier.get(), fault, member);
    }
    throw new IllegalStateException(
        fault.use().notation()
            + ": \""
            + member.getName()
            + "\" gave "
            + (value == null ? "null" : "a " + value.getClass().getName())
            + ", expected an InetSocketAddress, an Integer (a port on 127.0.0.1) or a Supplier of"
            + " one of them");
  }
}
