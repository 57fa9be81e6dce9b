package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.HookFailedException;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.SynSent;
import io.synsent.rules.NetworkPlan;
import io.synsent.rules.TestElement;
import java.lang.reflect.Constructor;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.opentest4j.AssertionFailedError;

/**
 * When which network is active.
 *
 * <p>A class has one from before its first instance is made until its last {@code @AfterAll}; each
 * test has one of its own, which takes its place from before {@code @BeforeEach} until after
 * {@code @AfterEach}. A test's network begins as its annotations say, whatever the tests before it
 * did to theirs; only the backends given to the class's network hold there too.
 */
final class NetworkLifecycle {

  private static final Namespace NAMESPACE = Namespace.create("io.synsent");
  private static final String KEY = "network";

  private final Object owner;
  private final Map<String, Supplier<InetSocketAddress>> suppliers;

  /**
   * The life of networks that one side describes.
   *
   * @param owner the annotations or one extension object: two owners must not meet
   * @param suppliers backends given as objects, by {@code host:port} as it was written
   */
  NetworkLifecycle(Object owner, Map<String, Supplier<InetSocketAddress>> suppliers) {
    this.owner = owner;
    this.suppliers = suppliers;
  }

  /** The network that is active for this class or test, empty if there is none. */
  static Optional<ActiveNetwork> active(ExtensionContext context) {
    return Optional.ofNullable(store(context).get(KEY, ActiveNetwork.class));
  }

  /** Makes the network of a class or test active, unless it is already. */
  ActiveNetwork begin(ExtensionContext context, TestElement element) {
    ActiveNetwork around = active(context).orElse(null);
    if (around != null && around.belongsTo(context) && around.isOwnedBy(owner)) {
      return around;
    }
    if (around != null && !around.isOwnedBy(owner)) {
      throw new ExtensionConfigurationException(
          element.name()
              + " has two simulated networks: one by annotations and one by @RegisterExtension, or"
              + " two by @RegisterExtension. Describe it in one place: move the annotations into"
              + " SynSentExtension.builder(), or the builder's calls into annotations");
    }
    ToxicPlan toxics = ToxicPlan.of(context);
    NetworkPlan plan;
    Network network;
    try {
      plan = NetworkPlan.of(element);
      network = plan.toNetwork().build();
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
    }
    if (plan.strict()) {
      StrictLock.require(context, element);
    }
    Map<NetworkPlan.Fault, Supplier<InetSocketAddress>> backends = backends(plan, context);
    LiveNetwork live = activate(element, network, around);
    ActiveNetwork active = new ActiveNetwork(live, element, plan, owner, context);
    store(context).put(KEY, active); // from here on JUnit closes it, whatever fails
    backends.forEach(
        (fault, backend) ->
            plan.hostsOf(fault.target())
                .forEach(
                    host ->
                        live.host(host).backedBy(fault.target().port().orElseThrow(), backend)));
    toxics.begin(live);
    return active;
  }

  private Map<NetworkPlan.Fault, Supplier<InetSocketAddress>> backends(
      NetworkPlan plan, ExtensionContext context) {
    Map<NetworkPlan.Fault, Supplier<InetSocketAddress>> backends = new LinkedHashMap<>();
    for (NetworkPlan.Fault fault : plan.faults()) {
      Supplier<InetSocketAddress> supplier = suppliers.get(fault.use().text("value"));
      if (supplier != null) {
        backends.put(fault, supplier);
      } else if (!fault.backend().isEmpty()) {
        backends.put(fault, Backends.of(fault, context));
      }
    }
    return backends;
  }

  private static LiveNetwork activate(
      TestElement element, Network network, @Nullable ActiveNetwork around) {
    try {
      return SynSent.activate(network, around == null ? StrictSuite.active() : around.live());
    } catch (HookFailedException e) {
      throw e;
    } catch (IllegalStateException e) {
      if (String.valueOf(e.getMessage()).startsWith("bug in SynSent")) {
        throw e;
      }
      throw new ExtensionConfigurationException(
          "The simulated network of "
              + element.name()
              + " cannot begin while another test's is active, because sockets are intercepted in"
              + " the whole process. The annotations of SynSent keep such tests apart by a lock;"
              + " @RegisterExtension and SynSent.activate do not: put"
              + " @ResourceLock(SynSentExtension.LOCK) on every class that uses them",
          e);
    }
  }

  /** Explains a failure and ends what {@link #begin} made for this very test. */
  void end(ExtensionContext context) {
    active(context)
        .filter(network -> network.belongsTo(context) && network.isOwnedBy(owner))
        .ifPresent(
            network -> {
              Throwable failure = context.getExecutionException().orElse(null);
              String blocked = network.blocked();
              network.explain(failure);
              network.close();
              if (!blocked.isEmpty()) {
                context.publishReportEntry("synsent.blocked", blocked);
                if (failure == null) {
                  throw new AssertionFailedError(
                      blocked
                          + "\nThe application met an exception each time and went on. Simulate"
                          + " these hosts, or allow them: @NoRealNetwork(allow = …); a test that"
                          + " wants them blocked calls LiveNetwork.forgiveBlocked()");
                }
              }
            });
  }

  /**
   * Explains a failure in making the test instance, which comes before the test's own network.
   *
   * @param context the test's, already closed
   */
  static void explainFailureBeforeTheTest(ExtensionContext context, @Nullable Throwable failure) {
    context
        .getParent()
        .flatMap(NetworkLifecycle::active)
        .filter(ActiveNetwork::sawConnects)
        .ifPresent(network -> network.explain(failure));
  }

  /** The network for a parameter of a test or lifecycle method. */
  static LiveNetwork inject(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getDeclaringExecutable() instanceof Constructor<?> constructor) {
      throw new ParameterResolutionException(
          TestElements.nameOf(constructor.getDeclaringClass())
              + ": each test has its own network, which begins after the instance is made, so a"
              + " constructor cannot be given it. Take the LiveNetwork as a parameter of the test"
              + " or of a @BeforeEach method");
    }
    return active(context)
        .orElseThrow(
            () ->
                new ParameterResolutionException(
                    context.getDisplayName()
                        + ": there is no simulated network here yet. Put an annotation of SynSent,"
                        + " such as @SimulatedNetwork, on the class"))
        .live();
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }
}
