package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.engine.network.FirewallAction;
import io.synsent.intercept.LiveNetwork;
import io.synsent.rules.AnnotationUse;
import io.synsent.rules.Kind;
import io.synsent.rules.TestElement;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * A simulated network described by code, for what annotations cannot say: values known only when
 * the test runs, or a description shared as an object.
 *
 * <pre>{@code
 * @ResourceLock(SynSentExtension.LOCK)
 * class FailoverTest {
 *   @RegisterExtension
 *   static final SynSentExtension NETWORK =
 *       SynSentExtension.builder()
 *           .unreachableHost("replica.db")
 *           .reachableHost("primary.db:5432", () -> POSTGRES.address())
 *           .build();
 * }
 * }</pre>
 *
 * <p>Each builder method says what the annotation of the same name says, with the same checks. In a
 * static field the network is there from before {@code @BeforeAll} on, and each test gets a fresh
 * one; in an instance field it is there for each test. A class has one description: annotations of
 * SynSent beside it are refused.
 *
 * <p>JUnit takes no lock for an extension that is registered in a field. Where tests run in
 * parallel, put {@code @ResourceLock(SynSentExtension.LOCK)} on the class; without it, a network
 * that would begin while another test's is active fails that test.
 */
public final class SynSentExtension
    implements TestInstancePreConstructCallback,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver,
        TestWatcher {

  /**
   * The key of the lock that every annotation of SynSent takes, for {@link
   * org.junit.jupiter.api.parallel.ResourceLock}.
   */
  public static final String LOCK = "io.synsent.network";

  private final NetworkLifecycle lifecycle;
  private final List<AnnotationUse> description;

  private SynSentExtension(
      List<AnnotationUse> description, Map<String, Supplier<InetSocketAddress>> backends) {
    this.description = List.copyOf(description);
    this.lifecycle = new NetworkLifecycle(this, backends);
  }

  /** A description that names no host yet: Linux, 192.168.31.6/24, router 192.168.31.1. */
  public static Builder builder() {
    return new Builder();
  }

  /** Internal. JUnit calls it. */
  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      lifecycle.begin(context, element(context));
    }
  }

  /** Internal. JUnit calls it. */
  @Override
  public void beforeAll(ExtensionContext context) {
    if (NetworkLifecycle.active(context).isEmpty()) {
      lifecycle.begin(context, element(context));
    }
  }

  /** Internal. JUnit calls it. */
  @Override
  public void beforeEach(ExtensionContext context) {
    lifecycle.begin(context, element(context));
  }

  /** Internal. JUnit calls it. */
  @Override
  public void afterEach(ExtensionContext context) {
    lifecycle.end(context);
  }

  /** Internal. JUnit calls it. */
  @Override
  public void afterAll(ExtensionContext context) {
    lifecycle.end(context);
  }

  /** Internal. JUnit calls it. */
  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    NetworkLifecycle.explainFailureBeforeTheTest(context, cause);
  }

  /** Internal. JUnit calls it. */
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LiveNetwork.class;
  }

  /** Internal. JUnit calls it. */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return NetworkLifecycle.inject(parameter, context);
  }

  private TestElement element(ExtensionContext context) {
    String name =
        TestElements.nameOf(context.getRequiredTestClass())
            + context.getTestMethod().map(m -> "." + m.getName() + "()").orElse("");
    return new TestElement(name, description, null);
  }

  /** Describes a network; every method adds to it or changes one setting, and returns this. */
  public static final class Builder {

    private final List<AnnotationUse> faults = new ArrayList<>();
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final Map<String, Supplier<InetSocketAddress>> backends = new LinkedHashMap<>();

    private Builder() {}

    /** As {@link UnreachableHost}. */
    public Builder unreachableHost(String host) {
      return add(Kind.UNREACHABLE_HOST, host, Map.of());
    }

    /** As {@link UnreachableHost} with {@link UnreachableHost#lastRouterAnswers}. */
    public Builder unreachableHostReportedByRouter(String host) {
      return add(Kind.UNREACHABLE_HOST, host, Map.of("lastRouterAnswers", true));
    }

    /** As {@link ClosedPort}. */
    public Builder closedPort(String hostAndPort) {
      return add(Kind.CLOSED_PORT, hostAndPort, Map.of());
    }

    /** As {@link Firewalled}: the packets are dropped. */
    public Builder firewalled(String hostOrPort) {
      return add(Kind.FIREWALLED, hostOrPort, Map.of());
    }

    /** As {@link Firewalled} with {@link Firewalled#action}. */
    public Builder firewalled(String hostOrPort, FirewallAction action) {
      return add(Kind.FIREWALLED, hostOrPort, Map.of("action", action.name()));
    }

    /** As {@link ReachableHost} without a backend. */
    public Builder reachableHost(String hostOrPort) {
      return add(Kind.REACHABLE_HOST, hostOrPort, Map.of());
    }

    /** As {@link ReachableHost}; the backend is asked for at each connect. */
    public Builder reachableHost(String hostAndPort, Supplier<InetSocketAddress> backend) {
      backends.put(hostAndPort, backend);
      return add(Kind.REACHABLE_HOST, hostAndPort, Map.of());
    }

    /** As {@link UnknownHost}. */
    public Builder unknownHost(String name) {
      return add(Kind.UNKNOWN_HOST, name, Map.of());
    }

    /** As {@link DnsTimeout}. */
    public Builder dnsTimeout(String name) {
      return add(Kind.DNS_TIMEOUT, name, Map.of());
    }

    /** As {@link DnsFailure}. */
    public Builder dnsFailure(String name) {
      return add(Kind.DNS_FAILURE, name, Map.of());
    }

    /** As {@link DnsAnswer}; once more for the same name, for its next look-up. */
    public Builder dnsAnswer(String name, String... addresses) {
      return add(Kind.DNS_ANSWER, name, Map.of("addresses", List.of(addresses)));
    }

    /** As {@link SimulatedNetwork#profile}. */
    public Builder profile(String name) {
      settings.put("profile", name);
      return this;
    }

    /** As {@link SimulatedNetwork#address}. */
    public Builder address(String addressAndPrefix) {
      settings.put("address", addressAndPrefix);
      return this;
    }

    /** As {@link SimulatedNetwork#gateway}. */
    public Builder gateway(String address) {
      settings.put("gateway", address);
      return this;
    }

    /** As {@link SimulatedNetwork#seed}. */
    public Builder seed(long seed) {
      settings.put("seed", seed);
      return this;
    }

    /**
     * As {@link NoRealNetwork}. Put {@code @ResourceLock(Resources.GLOBAL)} on the class where
     * tests run in parallel.
     *
     * @param allow as {@link NoRealNetwork#allow}
     */
    public Builder noRealNetwork(String... allow) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      if (allow.length > 0) {
        attributes.put("allow", List.of(allow));
      }
      faults.add(new AnnotationUse(Kind.NO_REAL_NETWORK, attributes, AnnotationUse.Form.CALL, ""));
      return this;
    }

    /** The extension; what was described is checked before the first test runs. */
    public SynSentExtension build() {
      List<AnnotationUse> description = new ArrayList<>(faults);
      if (!settings.isEmpty()) {
        description.add(
            new AnnotationUse(Kind.SIMULATED_NETWORK, settings, AnnotationUse.Form.CALL, ""));
      }
      return new SynSentExtension(description, Map.copyOf(backends));
    }

    private Builder add(Kind kind, String value, Map<String, Object> more) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("value", value);
      attributes.putAll(more);
      faults.add(new AnnotationUse(kind, attributes, AnnotationUse.Form.CALL, ""));
      return this;
    }
  }
}
