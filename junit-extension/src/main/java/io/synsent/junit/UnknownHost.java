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
 * A name that does not exist: the name server says NXDOMAIN.
 *
 * <p>A look-up fails at once with {@link java.net.UnknownHostException} "db.example: Name or
 * service not known".
 *
 * <pre>{@code
 * @Test
 * @UnknownHost("db.example")
 * void reports_a_mistyped_host() { … }
 *
 * @Test
 * @UnknownHost(value = "db.example", times = 2)
 * @ReachableHost(value = "db.example:5432", backend = "databasePort")
 * void looks_the_name_up_again() { … }
 * }</pre>
 *
 * <p>It may stand on a test method, on a test class, on a superclass or interface of it, and on an
 * annotation of your own; it can be repeated, and one on a method beats what the class says of the
 * same name. The JVM's address cache neither answers such a look-up nor learns of it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(UnknownHosts.class)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface UnknownHost {

  /** The name as the application uses it. */
  String value();

  /**
   * The fault hits so many look-ups of the name and then no more; -1 for no limit. Every look-up
   * that the application makes counts, as the JVM's address cache is not asked.
   */
  int times() default -1;

  /** The share of look-ups that it hits, by the network's seed: more than 0, at most 1. */
  double probability() default 1;

  /** It begins then, counted from the beginning of the test's network: {@code "2 s"}. */
  String from() default "";

  /** It ends then, counted from the beginning of the test's network: {@code "10 s"}. */
  String until() default "";
}
