package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.intercept.SynSent;
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
    Begun begun = context.getStore(NAMESPACE).get(LAPSE, Begun.class);
    if (begun == null) {
      throw new ExtensionConfigurationException(
          "no time-lapse is running for "
              + context.getDisplayName()
              + ": put @TimeLapse on the test or its class");
    }
    return begun.lapse;
  }

  /** The clock has one rate at a time: what runs around this one pauses. */
  private static void begin(ExtensionContext context, TimeLapse annotation) {
    Begun around = context.getStore(NAMESPACE).get(LAPSE, Begun.class);
    if (around != null) {
      around.lapse.close();
    }
    // The hooks prove themselves by the wall's clock, so they go in before the clock runs faster.
    SynSent.install();
    context
        .getStore(NAMESPACE)
        .put(LAPSE, new Begun(io.synsent.timelapse.TimeLapse.start(annotation.value()), around));
  }

  private static void end(ExtensionContext context) {
    Begun begun = context.getStore(NAMESPACE).remove(LAPSE, Begun.class);
    if (begun == null) {
      return;
    }
    begun.lapse.close();
    context.publishReportEntry(report(begun.lapse));
    if (begun.around != null) {
      begun.around.lapse = io.synsent.timelapse.TimeLapse.start(begun.around.lapse.rate());
    }
  }

  private static Map<String, String> report(io.synsent.timelapse.TimeLapse lapse) {
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

  private static final class Begun {
    private io.synsent.timelapse.TimeLapse lapse;
    private final @Nullable Begun around;

    Begun(io.synsent.timelapse.TimeLapse lapse, @Nullable Begun around) {
      this.lapse = lapse;
      this.around = around;
    }
  }
}
