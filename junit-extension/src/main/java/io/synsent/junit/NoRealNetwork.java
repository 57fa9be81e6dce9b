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
 * Strict mode: a test must not use the real network, not even by accident.
 *
 * <p>A TCP connect, a UDP datagram or connect, a name look-up and a ping to what no annotation
 * names fail at once: connects, datagrams and pings with {@link java.net.SocketException}, look-ups
 * with {@link java.net.UnknownHostException}, each saying what was wanted, where in the application
 * and the cure. A reverse look-up gets no name. Loopback, the machine's own name and {@link #allow}
 * are free.
 *
 * <p>Applications often swallow such an exception. All that was blocked is therefore listed when
 * the test ends, as a report entry {@code synsent.blocked}, and <em>fails the test</em> that would
 * otherwise pass. A test that wants it blocked says so by {@code LiveNetwork.forgiveBlocked()}.
 *
 * <pre>{@code
 * @NoRealNetwork(allow = {"*.corp.example:443", "10.0.0.0/8"})
 * class CheckoutTest { … }
 * }</pre>
 *
 * <p>It may stand on a test method, on a test class, a superclass or interface of it, and on an
 * annotation of your own; allow lists of class and method add up. On a class of {@code @Suite} it
 * holds for everything that the suite runs, and what was blocked outside of tests with annotations
 * of SynSent is printed when the suite ends, but fails nothing more. On a class it lasts from
 * before {@code @BeforeAll} until after {@code @AfterAll}. Sockets are blocked in the whole
 * process, so such a test runs alone, under JUnit's global lock.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
@ResourceLock(Resources.GLOBAL)
public @interface NoRealNetwork {

  /**
   * What of the real network may be used all the same: an address ({@code "10.1.2.3"}, {@code
   * "2001:db8::1"}), a block of addresses ({@code "10.0.0.0/8"}), a name ({@code "repo.example"}),
   * all names below one ({@code "*.corp.example"}) or every host ({@code "*"}); each with a port
   * behind it for that port alone: {@code "10.0.0.0/8:443"}, {@code "*:53"}. A name that is allowed
   * may be looked up, and what the look-up gave may be reached; an allowed address does not make
   * its name known.
   */
  String[] allow() default {};
}
