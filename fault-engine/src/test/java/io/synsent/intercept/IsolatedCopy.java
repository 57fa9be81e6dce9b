package io.synsent.intercept;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;

/** SynSent and what it needs once more, in a class loader of their own. */
final class IsolatedCopy implements AutoCloseable {

  private final URLClassLoader loader;

  IsolatedCopy() {
    URL[] classPath =
        Stream.of(SynSent.class, ByteBuddy.class, ByteBuddyAgent.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
  }

  /** What its {@code SynSent.install()} throws. */
  Throwable installFails() throws ReflectiveOperationException {
    try {
      Class.forName(SynSent.class.getName(), true, loader).getMethod("install").invoke(null);
      throw new AssertionError("the second copy was installed");
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
