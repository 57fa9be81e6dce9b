package io.synsent.junit;

import io.synsent.assertj.NetworkStory;
import io.synsent.engine.Nullable;
import io.synsent.engine.report.Timeline;
import io.synsent.intercept.BlockedAccess;
import io.synsent.intercept.LiveNetwork;
import io.synsent.rules.NameStatement;
import io.synsent.rules.NetworkPlan;
import io.synsent.rules.TestElement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** The network of a class or of one test, while it is active; kept in the context's store. */
@SuppressWarnings("deprecation") // CloseableResource: what JUnit before 5.13 closes
final class ActiveNetwork implements ExtensionContext.Store.CloseableResource, AutoCloseable {

  private final LiveNetwork live;
  private final TestElement element;
  private final NetworkPlan plan;
  private final Object owner;
  private final ExtensionContext context;
  private final AtomicBoolean collected = new AtomicBoolean();

  ActiveNetwork(
      LiveNetwork live,
      TestElement element,
      NetworkPlan plan,
      Object owner,
      ExtensionContext context) {
    this.live = live;
    this.element = element;
    this.plan = plan;
    this.owner = owner;
    this.context = context;
  }

  LiveNetwork live() {
    return live;
  }

  TestElement element() {
    return element;
  }

  /** Whether it was made for this class or test, not for one around it. */
  boolean belongsTo(ExtensionContext other) {
    return context.getUniqueId().equals(other.getUniqueId());
  }

  /** Whether the same annotations or the same extension object made it. */
  boolean isOwnedBy(Object who) {
    return owner.equals(who);
  }

  boolean sawConnects() {
    return live.ask(network -> !network.connects().isEmpty());
  }

  /** Adds what happened to the exception of a failed test, unless it tells that already. */
  void explain(@Nullable Throwable failure) {
    if (failure == null || failure instanceof TestAbortedException || isExplained(failure)) {
      return;
    }
    failure.addSuppressed(new NetworkTimeline(story()));
  }

  static boolean isExplained(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains(NetworkStory.HEADING)
        || Arrays.stream(failure.getSuppressed()).anyMatch(s -> s instanceof NetworkTimeline);
  }

  /**
   * What strict mode or a native transport was refused and the test did not expect, in one text;
   * empty if nothing.
   */
  String blocked() {
    List<BlockedAccess> blocked = live.unforgivenBlocked();
    String strict = blocked.isEmpty() ? "" : listOf(blocked);
    return Stream.concat(Stream.of(strict), live.refusedTransports().stream())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  /** What strict mode refused, one a line. */
  static String listOf(List<BlockedAccess> blocked) {
    return "strict mode blocked "
        + blocked.size()
        + (blocked.size() == 1 ? " access" : " accesses")
        + " to the real network:"
        + blocked.stream().map(b -> "\n  " + b).collect(Collectors.joining());
  }

  private String story() {
    String blocked = blocked();
    String lookUps = live.ask(Timeline::lookUps).stripTrailing();
    return NetworkStory.of(live)
        + (lookUps.isEmpty() ? "" : "\n" + lookUps)
        + (blocked.isEmpty() ? "" : "\n" + blocked)
        + Stream.concat(
                plan.faults().stream().map(NetworkPlan.Fault::use),
                plan.nameStatements().stream().map(NameStatement::use))
            .map(use -> "\n  " + use.notationWithOrigin())
            .collect(Collectors.joining("", "\ndescribed by", ""));
  }

  @Override
  public void close() {
    try {
      if (collected.compareAndSet(false, true)) {
        RunReport.collect(live, context);
      }
    } finally {
      live.close();
    }
  }
}
