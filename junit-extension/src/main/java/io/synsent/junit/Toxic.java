package io.synsent.junit;

import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Spoils the established connections to a reachable host with a toxic of Toxiproxy.
 *
 * <p>The application keeps using the host's own name and port. Its connects go through the
 * simulated handshake as ever, then through a proxy of <a
 * href="https://github.com/Shopify/toxiproxy">Toxiproxy</a> to the backend; the proxy is created
 * before the test and removed after it, also when the test fails. Types, attributes and their units
 * are Toxiproxy's.
 *
 * <pre>{@code
 * @ReachableHost(value = "primary.db:5432", backend = "postgresPort")
 * @Toxic(value = "primary.db:5432", type = ToxicType.LATENCY, latency = 300, jitter = 50)
 * class SlowDatabaseTest { … }
 * }</pre>
 *
 * <p>Several toxics of a host work in the order in which they stand, those of the class before
 * those of the method; one on a method replaces the class's toxic of the same host and name. {@link
 * Toxiproxy#proxy} gives a test the proxy itself, to add, change and remove toxics midway.
 *
 * <p>An attribute that does not belong to the type is refused, and so is a host that the network
 * does not have.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Toxics.class)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface Toxic {

  /** The value of an attribute that is not given. */
  long UNSET = -1;

  /** {@code host:port} of a reachable host, as {@link ReachableHost#value} has it. */
  String value();

  /** What it does. */
  ToxicType type();

  /**
   * The direction it acts on: {@code DOWNSTREAM} on what the server sends, {@code UPSTREAM} on what
   * the client sends.
   */
  ToxicDirection stream() default ToxicDirection.DOWNSTREAM;

  /** The share of connections it acts on, from 0 to 1. */
  float toxicity() default 1;

  /** Its name, to find it by midway; by default {@code latency_downstream} and the like. */
  String name() default "";

  /** {@code LATENCY}: the delay of every byte, in milliseconds. */
  long latency() default UNSET;

  /** {@code LATENCY}: how far a delay may differ from {@link #latency}, in milliseconds. */
  long jitter() default UNSET;

  /** {@code BANDWIDTH}: kilobytes, of 1,000 bytes, per second; with 0 nothing gets through. */
  long rate() default UNSET;

  /**
   * {@code SLOW_CLOSE}: how much later the end arrives, in milliseconds. {@code SLICER}: the pause
   * after each piece, in microseconds.
   */
  long delay() default UNSET;

  /**
   * {@code TIMEOUT}: how long nothing gets through before the connection is closed, in
   * milliseconds; with 0, until the toxic is removed. {@code RESET_PEER}: how long after the first
   * byte the connection is reset, in milliseconds. 0 if not given.
   */
  long timeout() default UNSET;

  /** {@code SLICER}: the size of the pieces in bytes, at least 1. */
  long averageSize() default UNSET;

  /** {@code SLICER}: how far a size may differ from {@link #averageSize}, in bytes. */
  long sizeVariation() default UNSET;

  /** {@code LIMIT_DATA}: the number of bytes after which the connection is closed. */
  long bytes() default UNSET;
}
