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
 * A host that is up, and where its port leads to.
 *
 * <p>Connects go through the simulated handshake and are then handed to a real server on this
 * machine, the backend.
 *
 * <pre>{@code
 * @ReachableHost(value = "primary.db:5432", backend = "postgresPort")
 * @UnreachableHost("replica.db")
 * class FailoverTest {
 *   static int postgresPort() { return POSTGRES.getMappedPort(5432); }
 *   …
 * }
 * }</pre>
 *
 * <p>It may stand on a test method, on a test class, on a superclass or interface of it, and on an
 * annotation of your own; it can be repeated, and one on a method beats what the class says of the
 * same host and port. Two tests that carry annotations of SynSent never run at the same time.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(ReachableHosts.class)
@Inherited
@Documented
@ExtendWith(AnnotatedNetwork.class)
@ResourceLock(SynSentExtension.LOCK)
public @interface ReachableHost {

  /**
   * {@code host:port} for an open port, or {@code host} for a host that is up with no port open
   * (yet): an IPv4 address or a name that the application uses.
   */
  String value();

  /**
   * Where the port leads to: {@code "127.0.0.1:15432"}, or the name of a field or of a method
   * without parameters of the test class, for servers whose port is known only when they run. Its
   * value may be an {@link java.net.InetSocketAddress}, a port on 127.0.0.1 as a number, or a
   * {@link java.util.function.Supplier} of either, and is asked for at each connect. It must be
   * static if connects are made before there is a test instance.
   *
   * <p>By default there is no backend yet: give one with {@code
   * network.host("primary.db").backedBy(…)}.
   */
  String backend() default "";
}
