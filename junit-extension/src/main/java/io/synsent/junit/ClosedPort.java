package io.synsent.junit;

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
 * A host that is up, with a port on which no process listens.
 *
 * <p>The SYN reaches the host's transport layer, which answers RST: one round trip later the
 * connect fails with {@link java.net.ConnectException} "Connection refused".
 *
 * <pre>{@code
 * @Test
 * @ClosedPort("db.example:5432")
 * void falls_back_to_the_replica() { … }
 * }</pre>
 *
 * <p>It may stand on a test method, on a test class, on a superclass or interface of it, and on an
 * annotation of your own; it can be repeated, and one on a method beats what the class says of the
 * same port. Two tests that carry annotations of SynSent never run at the same time.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(ClosedPorts.class)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface ClosedPort {

  /**
   * {@code host:port}: an IPv4 address or a name that the application uses, and a port from 1 to
   * 65535. Constants can be joined: {@code @ClosedPort(DB_HOST + ":" + DB_PORT)}. The host's other
   * ports are simulated too and closed unless {@link ReachableHost} opens them; on loopback only
   * the named port is.
   */
  String value();

  /**
   * The fault hits so many attempts on each port and then no more; -1 for no limit. An attempt is
   * one connect() that reached the simulated stack; JDK's HttpClient makes two for one request.
   */
  int times() default -1;

  /** The share of attempts that it hits, by the network's seed: more than 0, at most 1. */
  double probability() default 1;

  /** It begins then, counted from the beginning of the test's network: {@code "2 s"}. */
  String from() default "";

  /** It ends then, counted from the beginning of the test's network: {@code "10 s"}. */
  String until() default "";
}
