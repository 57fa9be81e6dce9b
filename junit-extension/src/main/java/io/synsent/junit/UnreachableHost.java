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
 * A host that nobody answers for: switched off, unplugged, or never there.
 *
 * <p>On the client's own LAN the ARP requests go unanswered, at 0, 1 and 2 s, and on Linux the
 * connect fails after 3 s with {@link java.net.NoRouteToHostException} "No route to host"; no SYN
 * leaves the machine. Beyond the router the SYN does leave and is repeated into silence, until the
 * connect fails after 127 s (profile {@code LINUX}; 131 s with {@code LINUX_6_5}) with {@link
 * java.net.ConnectException} "Connection timed out". With {@link #lastRouterAnswers()} the router
 * next to the missing host says so, and the connect fails after about 3 s as on the LAN.
 *
 * <pre>{@code
 * @Test
 * @UnreachableHost("192.168.31.7")
 * void gives_up_after_its_own_timeout(LiveNetwork network) {
 *   assertThrows(SocketTimeoutException.class, () -> client.connect("192.168.31.7", 8081));
 *   assertThat(network).arpRequestsFor("192.168.31.7").areAt(Duration.ZERO, Duration.ofSeconds(1));
 * }
 * }</pre>
 *
 * <p>It may stand on a test method, on a test class, on a superclass or interface of it, and on an
 * annotation of your own; it can be repeated, and one on a method beats what the class says of the
 * same host. Two tests that carry annotations of SynSent never run at the same time.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(UnreachableHosts.class)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface UnreachableHost {

  /**
   * The host: an IPv4 address, or a name that the application uses. A name is given a simulated
   * address beyond the router. All ports of the host are simulated.
   */
  String value();

  /**
   * Whether the last router before the host reports "host unreachable" by ICMP once its own ARP
   * requests have failed, as a Linux router does. By default it stays silent, as routers and
   * firewalls on the internet often do. Means nothing for a host on the client's LAN.
   */
  boolean lastRouterAnswers() default false;

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
