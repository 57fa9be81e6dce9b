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
 * The network that the other annotations populate: whose TCP/IP stack the client has, and where the
 * client sits.
 *
 * <p>Without it the client is a Linux host, 192.168.31.6/24, with the router 192.168.31.1: an
 * address from 192.168.31.0/24 is on its LAN, any other beyond the router. An attribute left at its
 * default is taken from the class around it, or from the superclass.
 *
 * <pre>{@code
 * @SimulatedNetwork(profile = "LINUX_6_5", address = "10.0.0.5/16", seed = 7)
 * @UnreachableHost("10.0.3.9")
 * class RetryTest { … }
 * }</pre>
 *
 * <p>Alone it makes an empty network, for a test that fills it by {@code LiveNetwork}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface SimulatedNetwork {

  /**
   * The name of the client's host profile: {@code LINUX} (the default; SYN at 0, 1, 3, 7, 15, 31,
   * 63 s), {@code LINUX_6_5} (Linux 6.5 and later: 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s), {@code
   * MACOS}, {@code FREEBSD}, {@code FREEBSD_12}, {@code WINDOWS}, {@code WINDOWS_LEGACY}, or {@code
   * THIS_MACHINE} for the running kernel's own settings.
   */
  String profile() default "";

  /** The client's IPv4 address and the prefix length of its LAN; 192.168.31.6/24 by default. */
  String address() default "";

  /** The router's address on that LAN; by default the LAN's first, such as 192.168.31.1. */
  String gateway() default "";

  /**
   * Where ephemeral ports, sequence numbers and drawn delays come from: the same seed gives the
   * same packets. 1 by default.
   */
  long seed() default 1;

  /**
   * What becomes of hosts that no annotation names. {@link Unlisted#BLOCK} is what {@link
   * NoRealNetwork} says, and holds for everything inside the class it stands on. It concerns the
   * whole process: where JUnit runs tests in parallel it needs the global lock, which
   * {@code @NoRealNetwork} holds by itself; without that it is refused.
   */
  Unlisted unlisted() default Unlisted.PASS_THROUGH;

  /** What {@link Unlisted#BLOCK} lets through: see {@link NoRealNetwork#allow}. */
  String[] allow() default {};
}
