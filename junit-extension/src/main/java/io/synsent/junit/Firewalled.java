package io.synsent.junit;

import io.synsent.engine.network.FirewallAction;
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
 * A host that is up, behind a firewall that does not let connects through.
 *
 * <p>By default the firewall drops the SYN without a word: the client repeats it, and the connect
 * fails after 127 s (profile {@code LINUX}; 131 s with {@code LINUX_6_5}) with {@link
 * java.net.ConnectException} "Connection timed out", unless the application's own connect timeout
 * comes first. The other actions answer at once, each as its namesake of iptables does.
 *
 * <pre>{@code
 * @Test
 * @Firewalled("10.225.31.10:8080")
 * void connect_timeout_is_two_seconds() { … }
 *
 * @Test
 * @Firewalled(value = "10.225.31.10:8080", action = FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)
 * void reports_the_firewall() { … }
 * }</pre>
 *
 * <p>It may stand on a test method, on a test class, on a superclass or interface of it, and on an
 * annotation of your own; it can be repeated, and one on a method beats what the class says of the
 * same host and port. Two tests that carry annotations of SynSent never run at the same time.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(FirewalledHosts.class)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface Firewalled {

  /**
   * {@code host} for all its ports, or {@code host:port} for one: an address or a name that the
   * application uses. {@link ReachableHost} on one port of a firewalled host opens just that port.
   */
  String value();

  /**
   * What the firewall does with a SYN: {@link FirewallAction#DROP} or one of the rejections. {@code
   * REJECT_TCP_RESET} and {@code REJECT_ICMP_PORT_UNREACHABLE} end in "Connection refused", {@code
   * REJECT_ICMP_HOST_UNREACHABLE}, {@code …_HOST_PROHIBITED} and {@code …_ADMIN_PROHIBITED} in "No
   * route to host", {@code …_NET_UNREACHABLE} and {@code …_NET_PROHIBITED} in "Network is
   * unreachable", {@code …_PROTO_UNREACHABLE} in "Protocol not available". For IPv6 hosts there are
   * {@code REJECT_ICMP6_…}: "no route" ends in "Network is unreachable", what is prohibited, fails
   * a policy or has a reject route in "Permission denied".
   */
  FirewallAction action() default FirewallAction.DROP;

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
