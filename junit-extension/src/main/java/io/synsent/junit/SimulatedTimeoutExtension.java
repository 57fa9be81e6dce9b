package io.synsent.junit;

import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Guards a test method by a scheduler of the JDK, which keeps application time by itself. */
final class SimulatedTimeoutExtension implements InvocationInterceptor {

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    guard(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    guard(invocation, context);
  }

  private static void guard(InvocationInterceptor.Invocation<Void> test, ExtensionContext context)
      throws Throwable {
    SimulatedTimeout timeout =
        find(context)
            .orElseThrow(() -> new IllegalStateException("bug in SynSent: no @SimulatedTimeout"));
    if (timeout.value() <= 0) {
      throw new ExtensionConfigurationException(
          "@SimulatedTimeout("
              + timeout.value()
              + ") on "
              + context.getDisplayName()
              + ": the time must be more than 0");
    }
    Thread thread = Thread.currentThread();
    AtomicBoolean timedOut = new AtomicBoolean();
    ScheduledExecutorService watch =
        Executors.newScheduledThreadPool(
            1,
            task -> {
              Thread watcher = new Thread(task, "SynSent simulated timeout");
              watcher.setDaemon(true);
              return watcher;
            });
    Throwable failure = null;
    try {
      Future<?> alarm =
          watch.schedule(
              () -> {
                timedOut.set(true);
                thread.interrupt();
              },
              timeout.value(),
              timeout.unit());
      try {
        test.proceed();
      } finally {
        alarm.cancel(false);
      }
    } catch (Throwable t) {
      failure = t;
    } finally {
      watch.shutdownNow();
    }
    if (timedOut.get()) {
      Thread.interrupted();
      AssertionError tooLong =
          new AssertionError(
              context.getDisplayName()
                  + " timed out after "
                  + timeout.value()
                  + " "
                  + timeout.unit().name().toLowerCase(Locale.ROOT)
                  + " of simulated time");
      if (failure != null) {
        tooLong.addSuppressed(failure);
      }
      throw tooLong;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static Optional<SimulatedTimeout> find(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getTestMethod(), SimulatedTimeout.class)
        .or(
            () ->
                Lapses.onClassOrEnclosing(context.getRequiredTestClass(), SimulatedTimeout.class));
  }
}
