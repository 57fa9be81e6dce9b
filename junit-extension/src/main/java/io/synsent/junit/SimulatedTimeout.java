package io.synsent.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails a test method that takes longer than this by the application's clock: what JUnit's
 * {@code @Timeout} is for the wall's clock.
 *
 * <p>When the time is up the test's thread is interrupted and the test fails, even if it ends well
 * after that. Without {@link TimeLapse} the two clocks are the same.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(SimulatedTimeoutExtension.class)
public @interface SimulatedTimeout {

  /** How long the test may take; more than 0. */
  long value();

  /** The unit of {@link #value()}; seconds by default. */
  TimeUnit unit() default TimeUnit.SECONDS;
}
