package io.synsent.junit;

import io.synsent.timelapse.Lapse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test class or a test method in a time-lapse, and reports both times. */
final class TimeLapseExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(TimeLapseExtension.class);
  private static final String LAPSE = "lapse";

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<TimeLapse> annotation =
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), TimeLapse.class);
    annotation.ifPresent(lapse -> begin(context, lapse));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Optional<TimeLapse> annotation =
        AnnotationSupport.findAnnotation(context.getTestMethod(), TimeLapse.class);
    annotation.ifPresent(lapse -> begin(context, lapse));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Lapse.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    LapseStack.Level level = context.getStore(NAMESPACE).get(LAPSE, LapseStack.Level.class);
    if (level == null) {
      throw new ExtensionConfigurationException(
          "no time-lapse is running for "
              + context.getDisplayName()
              + ": put @TimeLapse on the test or its class");
    }
    return level;
  }

  private static void begin(ExtensionContext context, TimeLapse annotation) {
    context.getStore(NAMESPACE).put(LAPSE, LapseStack.push(annotation.value()));
  }

  private static void end(ExtensionContext context) {
    LapseStack.Level level = context.getStore(NAMESPACE).remove(LAPSE, LapseStack.Level.class);
    if (level != null) {
      LapseStack.pop(level);
      context.publishReportEntry(report(level));
    }
  }

  private static Map<String, String> report(Lapse lapse) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("synsent.time-lapse.simulated", lapse.simulated().toString());
    entries.put("synsent.time-lapse.wall", lapse.wall().toString());
    entries.put(
        "synsent.time-lapse.clock",
        "currentTimeMillis and the other clocks of this JVM are ahead of the wall's by "
            + io.synsent.timelapse.TimeLapse.ahead()
            + " until the test session ends");
    if (!io.synsent.timelapse.TimeLapse.staleClasses().isEmpty()) {
      entries.put(
          "synsent.time-lapse.stale",
          "methods of these classes were running when the clock was rewritten, and keep the wall's"
              + " clock until they are called again: "
              + String.join(", ", io.synsent.timelapse.TimeLapse.staleClasses()));
    }
    return entries;
  }
}
