package io.synsent.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The client's name servers, and how long it waits for them: the options of resolv.conf(5).
 *
 * <p>Servers are asked one after the other, all of them {@link #attempts} times. The first one is
 * given {@link #timeout} seconds, further ones a share that grows (glibc): with three servers 5, 3
 * and 6 s.
 *
 * <pre>{@code
 * @ResolvConf(nameservers = 2, silentNameservers = 1) // every look-up costs 5 s
 * class SlowNamesTest { … }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface ResolvConf {

  /** {@code options timeout}: 1 to 30 seconds; 5 by default. */
  int timeout() default 5;

  /** {@code options attempts}: 1 to 5; 2 by default. */
  int attempts() default 2;

  /** How many name servers there are: 1 to 3; 1 by default. */
  int nameservers() default 1;

  /** How many of them, from the first on, never answer. */
  int silentNameservers() default 0;
}
