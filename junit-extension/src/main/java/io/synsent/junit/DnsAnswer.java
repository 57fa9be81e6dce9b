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
 * What a look-up of a name gives: its addresses, in this order, and how late.
 *
 * <p>What is said of the name by other annotations holds for each of its addresses of which nothing
 * is said by itself.
 *
 * <pre>{@code
 * @Test
 * @DnsAnswer(value = "db.example", addresses = {"192.168.31.7", "192.168.31.8"})
 * @UnreachableHost("192.168.31.7")
 * @ReachableHost(value = "192.168.31.8:5432", backend = "databasePort")
 * void tries_the_second_address() { … }
 * }</pre>
 *
 * <p>Repeated for one name on one element, the look-ups get one answer after the other, and the
 * last one stays: a name that moves.
 *
 * <p>It may stand on a test method, on a test class, on a superclass or interface of it, and on an
 * annotation of your own; it can be repeated, and one on a method beats what the class says of the
 * same name. The JVM's address cache neither answers such a look-up nor learns of it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(DnsAnswers.class)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface DnsAnswer {

  /** The name as the application uses it. */
  String value();

  /**
   * IPv4 addresses. Those of which no annotation says anything are hosts with closed ports. Without
   * any the name has the address that it would have otherwise.
   */
  String[] addresses() default {};

  /**
   * How late the name servers answer: {@code "3 s"}. Later than the resolver waits, by default 10
   * s, is no answer.
   */
  String delay() default "";
}
