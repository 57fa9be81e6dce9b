package io.synsent.junit;

import io.synsent.assertj.NetworkStory;
import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Pcapng;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.ObservedConnect;
import io.synsent.report.Application;
import io.synsent.report.Report;
import io.synsent.report.ReportedConnect;
import io.synsent.report.ReportedNetwork;
import io.synsent.report.ReportedTest;
import io.synsent.report.ReportedTest.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * What the tests of one launcher session did to their networks, kept until the session ends. Thread
 * safe.
 *
 * <p>A session inside another one, as tests of test frameworks have them, has its own. Outside of
 * any session nothing is kept.
 */
final class RunReport {

  /** How many connects of one network are kept at most. */
  static final int MOST_CONNECTS_OF_A_NETWORK = 1_000;

  /**
   * How many arrows, notes and lines all kept connects have at most, about 100 MB; those of tests
   * that failed may be twice as many.
   */
  static final int MOST_ENTRIES = 250_000;

  private static final int LONGEST_FAILURE = 300;

  private static final Deque<RunReport> SESSIONS = new ArrayDeque<>();

  private final Map<String, Kept> tests = new LinkedHashMap<>();
  private final int mostEntries;
  private long entries;
  private int leftOut;
  private boolean attached;

  RunReport(int mostEntries) {
    this.mostEntries = mostEntries;
  }

  private static final class Kept {
    final String id;
    final String container;
    final String name;
    final List<ReportedNetwork> networks = new ArrayList<>();
    Outcome outcome = Outcome.NONE;
    String failure = "";

    Kept(String id, String container, String name) {
      this.id = id;
      this.container = container;
      this.name = name;
    }

    ReportedTest toTest() {
      return new ReportedTest(id, container, name, outcome, failure, networks);
    }
  }

  /** A session begins: what is collected from now on is its own. */
  static void open() {
    synchronized (SESSIONS) {
      SESSIONS.push(new RunReport(MOST_ENTRIES));
    }
  }

  /** The innermost session ends; null if none had begun. */
  static @Nullable RunReport close() {
    synchronized (SESSIONS) {
      return SESSIONS.poll();
    }
  }

  /** The innermost session; null outside of any. */
  static @Nullable RunReport current() {
    synchronized (SESSIONS) {
      return SESSIONS.peek();
    }
  }

  /** Keeps what happened in a network that is about to end, if anything did. */
  static void collect(LiveNetwork live, ExtensionContext context) {
    if (live.ask(network -> network.connects().isEmpty()) || ReportSettings.isOff(context)) {
      return;
    }
    RunReport session = current();
    if (session != null) {
      ReportSettings.remember(context);
      session.add(live, context);
      ReportAttachment.atTheEnd(context, session);
    }
  }

  private void add(LiveNetwork live, ExtensionContext context) {
    Throwable failure = context.getExecutionException().orElse(null);
    Outcome outcome = outcomeOf(failure, context.getTestMethod().isPresent());
    List<ObservedConnect> seen = live.observedConnects();
    ReportedNetwork network = network(live, seen);
    int all = live.ask(n -> n.connects().size());
    long more = network.connects().stream().mapToLong(RunReport::entriesOf).sum();
    synchronized (this) {
      if (!hasRoomFor(more, outcome)) {
        leftOut += all;
        return;
      }
      leftOut += all - network.connects().size();
      Kept kept = keptOf(context);
      kept.networks.add(network);
      if (kept.outcome != Outcome.FAILED) {
        kept.outcome = outcome;
        kept.failure = words(failure);
      }
    }
  }

  /** Takes room for so many more entries, if there is any. */
  synchronized boolean hasRoomFor(long more, Outcome outcome) {
    long most = outcome == Outcome.FAILED ? 2L * mostEntries : mostEntries;
    if (entries + more > most) {
      return false;
    }
    entries += more;
    return true;
  }

  private Kept keptOf(ExtensionContext context) {
    return tests.computeIfAbsent(
        context.getUniqueId(),
        id -> {
          String container = context.getTestClass().map(Class::getName).orElse("");
          String name =
              context.getTestMethod().isPresent() ? nameOf(context) : "the class, before its tests";
          return new Kept(id, container, name);
        });
  }

  /** The method's name, and with it what a parameterized or repeated test adds. */
  private static String nameOf(ExtensionContext context) {
    String display = context.getDisplayName();
    String method = context.getRequiredTestMethod().getName();
    String plain = display.endsWith("()") ? display.substring(0, display.length() - 2) : display;
    boolean same = display.startsWith(method) || plain.replace(' ', '_').equals(method);
    return same ? method : method + ": " + display;
  }

  private static long entriesOf(ReportedConnect connect) {
    return (long) connect.ladder().arrows().size()
        + connect.ladder().notes().size()
        + connect.report().lines().size();
  }

  private static ReportedNetwork network(LiveNetwork live, List<ObservedConnect> seen) {
    Instant epoch =
        seen.isEmpty()
            ? Pcapng.DEFAULT_EPOCH
            : seen.get(0).beganAt().minusNanos(seen.get(0).report().beganAtNanos());
    Map<Integer, Application> byNumber = new LinkedHashMap<>();
    seen.forEach(connect -> byNumber.put(connect.report().number(), application(connect)));
    return live.ask(
        network ->
            ReportedNetwork.of(
                network,
                epoch,
                number -> byNumber.getOrDefault(number, Application.NONE),
                MOST_CONNECTS_OF_A_NETWORK));
  }

  private static Application application(ObservedConnect connect) {
    String closedBy = connect.closedBy().isEmpty() ? "" : " (" + connect.closedBy() + ")";
    return new Application(
        connect.exceptionClass(),
        connect.exceptionMessage(),
        NetworkStory.who(connect.gaveUp()) + closedBy,
        connect.thread(),
        connect.callers().stream().map(StackTraceElement::toString).toList(),
        connect.elapsed().map(Duration::toNanos).orElse(-1L));
  }

  /** JUnit tells how a test ended; it knows better than its network did when it was closed. */
  synchronized void ended(String id, Outcome outcome, @Nullable Throwable failure) {
    Kept kept = tests.get(id);
    if (kept != null && kept.outcome != Outcome.NONE) {
      kept.outcome = outcome;
      kept.failure = words(failure);
    }
  }

  private static Outcome outcomeOf(@Nullable Throwable failure, boolean isTest) {
    if (failure == null) {
      return isTest ? Outcome.PASSED : Outcome.NONE;
    }
    return failure instanceof TestAbortedException ? Outcome.ABORTED : Outcome.FAILED;
  }

  /** The first line of what failed. */
  private static String words(@Nullable Throwable failure) {
    if (failure == null) {
      return "";
    }
    String first = failure.toString().lines().findFirst().orElse("").strip();
    return first.length() <= LONGEST_FAILURE ? first : first.substring(0, LONGEST_FAILURE) + " …";
  }

  synchronized boolean isEmpty() {
    return tests.isEmpty();
  }

  /** True the first time: the report is attached once. */
  synchronized boolean attach() {
    boolean first = !attached;
    attached = true;
    return first;
  }

  synchronized Report toReport() {
    return new Report(
        "SynSent report", tests.values().stream().map(Kept::toTest).toList(), leftOut);
  }
}
