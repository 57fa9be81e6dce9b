package io.synsent.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Uses a Toxiproxy server that runs already, instead of the one inside the test's JVM.
 *
 * <p>For a whole run the system property {@code synsent.toxiproxy} or the environment variable
 * {@code SYNSENT_TOXIPROXY} says the same; the annotation goes before the property, the property
 * before the variable. A server that does not answer fails the test at its start.
 *
 * <pre>{@code
 * @ToxiproxyServer("127.0.0.1:8474")
 * class SlowDatabaseTest { … }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface ToxiproxyServer {
  /** {@code host:port} of its HTTP API; the port is 8474 if left out. */
  String value();
}
