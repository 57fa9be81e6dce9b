package io.synsent.assertj;

import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.Outcome;
import io.synsent.intercept.GaveUp;
import io.synsent.intercept.ObservedConnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Assertions about the connects to one port. What is asserted holds for every attempt, unless
 * {@link #attempt} picks one.
 */
public final class ConnectAssert {

  private final NetworkAssert network;
  private final List<ObservedConnect> connects;
  private final String target;

  ConnectAssert(NetworkAssert network, List<ObservedConnect> connects, String target) {
    this.network = network;
    this.connects = connects;
    this.target = target;
  }

  /**
   * One attempt of several.
   *
   * @param number 1 for the first
   */
  public ConnectAssert attempt(int number) {
    if (number < 1 || number > connects.size()) {
      throw network.failure(
          "Expected an attempt " + number + " to connect to " + target + ", but " + times());
    }
    return new ConnectAssert(network, List.of(connects.get(number - 1)), target);
  }

  /** Verifies that the connection was established. */
  public ConnectAssert succeeded() {
    return each("succeed", c -> c.report().outcome().filter(Outcome::isEstablished).isPresent());
  }

  /** Verifies that it has not ended yet. */
  public ConnectAssert isPending() {
    return each("be pending", c -> c.report().outcome().isEmpty());
  }

  /** Verifies that the operating system let it fail, and with which error. */
  public ConnectAssert failedWith(Errno errno) {
    return each(
        "fail with " + errno,
        c -> c.report().outcome().flatMap(Outcome::errno).filter(e -> e == errno).isPresent());
  }

  /** Verifies which exception the application was given; its exact class, not a superclass. */
  public ConnectAssert failedWith(Class<? extends Throwable> exception) {
    return each(
        "fail with " + exception.getName(), c -> c.exceptionClass().equals(exception.getName()));
  }

  /** Verifies the message of the exception the application was given. */
  public ConnectAssert hasMessage(String message) {
    return each(
        "fail with the message \"" + message + "\"",
        c -> !c.exceptionClass().isEmpty() && c.exceptionMessage().equals(message));
  }

  /** Verifies that the operating system gave up, not the application. */
  public ConnectAssert wasGivenUpByOperatingSystem() {
    return wasEndedBy(GaveUp.OPERATING_SYSTEM);
  }

  /** Verifies that the application gave up: by its own timeout, by closing, or by an interrupt. */
  public ConnectAssert wasGivenUpByApplication() {
    return each("be given up by the application", c -> NetworkAssert.byApplication(c.gaveUp()));
  }

  /** Verifies who ended it, exactly. */
  public ConnectAssert wasEndedBy(GaveUp who) {
    return each("end so that " + NetworkStory.who(who), c -> c.gaveUp() == who);
  }

  /**
   * Verifies how long it took in simulated time, from connect() to its end, within {@link
   * SynSentAssertions#DEFAULT_TOLERANCE_MILLIS} ms. When the operating system ends a connect, that
   * is exact on any machine; when the application does, its own timers decide: use {@link
   * #tookBetween}.
   */
  public ConnectAssert took(Duration expected) {
    Duration tolerance = Duration.ofMillis(SynSentAssertions.DEFAULT_TOLERANCE_MILLIS);
    return each(
        "take "
            + NetworkStory.seconds(expected.toNanos())
            + " (within "
            + NetworkStory.seconds(tolerance.toNanos())
            + ")",
        c -> lastsFrom(expected.minus(tolerance), expected.plus(tolerance), c));
  }

  /** Verifies that it took at least {@code shortest} and at most {@code longest}, simulated. */
  public ConnectAssert tookBetween(Duration shortest, Duration longest) {
    return each(
        "take from "
            + NetworkStory.seconds(shortest.toNanos())
            + " to "
            + NetworkStory.seconds(longest.toNanos()),
        c -> lastsFrom(shortest, longest, c));
  }

  /** Verifies how many attempts there were. */
  public ConnectAssert wasAttempted(int expected) {
    if (connects.size() != expected) {
      throw network.failure(
          "Expected "
              + expected
              + (expected == 1 ? " attempt" : " attempts")
              + " to connect to "
              + target
              + ", but "
              + times());
    }
    return this;
  }

  /**
   * Verifies the times from the beginning of each attempt to the beginning of the next.
   *
   * @param tolerance how far each may be off: attempts begin when the application begins them
   * @param expected one less than there are attempts
   */
  public ConnectAssert attemptsWereApart(Duration tolerance, Duration... expected) {
    List<Long> apart = new ArrayList<>();
    for (int i = 1; i < connects.size(); i++) {
      apart.add(
          connects.get(i).report().beganAtNanos() - connects.get(i - 1).report().beganAtNanos());
    }
    boolean right = apart.size() == expected.length;
    for (int i = 0; right && i < expected.length; i++) {
      right = Math.abs(apart.get(i) - expected[i].toNanos()) <= tolerance.toNanos();
    }
    if (!right) {
      throw network.failure(
          "Expected attempts to connect to "
              + target
              + " to begin "
              + list(Arrays.stream(expected).map(Duration::toNanos).toList())
              + " apart (within "
              + NetworkStory.seconds(tolerance.toNanos())
              + "), but they were "
              + list(apart)
              + " apart");
    }
    return this;
  }

  /** Verifies that none of the attempts is still pending, and every socket of them closed. */
  public ConnectAssert leftNothingOpen() {
    verifyNothingOpen(network, connects, " to " + target);
    return this;
  }

  /** Back to the network. */
  public NetworkAssert and() {
    return network;
  }

  static void verifyNothingOpen(
      NetworkAssert network, List<ObservedConnect> connects, String where) {
    long pending = connects.stream().filter(c -> c.gaveUp() == GaveUp.PENDING).count();
    if (pending > 0) {
      throw network.failure(
          "Expected nothing left open, but "
              + (pending == 1
                  ? "1 connect" + where + " is"
                  : pending + " connects" + where + " are")
              + " still pending");
    }
    long open = connects.stream().filter(ObservedConnect::open).count();
    if (open > 0) {
      throw network.failure(
          "Expected nothing left open, but "
              + (open == 1
                  ? "1 socket connected" + where + " is"
                  : open + " sockets connected" + where + " are")
              + " not closed");
    }
  }

  private static boolean lastsFrom(Duration shortest, Duration longest, ObservedConnect connect) {
    ConnectReport report = connect.report();
    return report
        .outcome()
        .map(outcome -> NetworkStory.elapsed(report, outcome))
        .filter(nanos -> nanos >= shortest.toNanos() && nanos <= longest.toNanos())
        .isPresent();
  }

  private ConnectAssert each(String expectation, Predicate<ObservedConnect> holds) {
    for (ObservedConnect connect : connects) {
      if (!holds.test(connect)) {
        throw network.failure(
            "Expected the connect to "
                + target
                + (connects.size() > 1 ? ", attempt " + (connects.indexOf(connect) + 1) + "," : "")
                + " to "
                + expectation
                + ", but: "
                + NetworkStory.ending(connect)
                + "; "
                + NetworkStory.who(connect.gaveUp()));
      }
    }
    return this;
  }

  private String times() {
    return connects.size() == 1 ? "there was 1" : "there were " + connects.size();
  }

  private static String list(List<Long> nanos) {
    return nanos.isEmpty()
        ? "nothing"
        : nanos.stream().map(NetworkStory::seconds).collect(Collectors.joining(", "));
  }
}
