package io.synsent.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Makes the clock of this JVM run some times faster while the test runs, so that a minute of the
 * application's time costs a second of yours.
 *
 * <p>Everything that asks the JVM for the time or waits for it keeps to that clock: {@code
 * System.nanoTime}, {@code Instant.now}, {@code Thread.sleep}, timed waits and locks, schedulers,
 * selectors, socket timeouts, and SynSent's network. JUnit's own {@code @Timeout} keeps the wall's
 * time; {@link SimulatedTimeout} is its counterpart for application time. What happens outside of
 * the JVM is as slow as ever.
 *
 * <pre>{@code
 * @Test
 * @Firewalled("10.225.31.13")
 * @TimeLapse(TimeLapse.AUTO)
 * void gives_up_after_127_seconds(Lapse lapse) {
 *   assertThrows(ConnectException.class, () -> client.connect("10.225.31.13", 8080));
 *   assertThat(lapse.simulated()).isBetween(Duration.ofSeconds(127), Duration.ofSeconds(128));
 * }
 * }</pre>
 *
 * <p>On a class it lasts from before {@code @BeforeAll} to after {@code @AfterAll}; on a method it
 * lasts for the test with its {@code @BeforeEach} and {@code @AfterEach}, and beats the class's. On
 * a class of {@code @Suite} it holds for the suite; the configuration parameter {@code
 * synsent.timelapse}, a rate or {@code AUTO}, for a whole run. It may stand on an annotation of
 * your own. When it ends the clock goes on at wall speed, ahead by what it gained: it never runs
 * backwards. The clock belongs to the whole JVM, so such a test runs alone, under JUnit's global
 * lock.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(TimeLapseExtension.class)
@ResourceLock(Resources.GLOBAL)
public @interface TimeLapse {

  /**
   * Instead of a rate: the clock goes at wall speed while a thread runs, and leaps to the next
   * thing that will happen when all of them wait. On Linux; elsewhere the rate is 100.
   */
  int AUTO = io.synsent.timelapse.TimeLapse.AUTO;

  /** How many times faster the clock runs: 1 to 1000, or {@link #AUTO}. */
  int value();
}
