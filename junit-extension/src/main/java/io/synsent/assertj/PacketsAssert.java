package io.synsent.assertj;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Assertions about when packets were sent. Times are simulated and counted from the connect() that
 * caused the first of the packets.
 */
public final class PacketsAssert {

  private final NetworkAssert network;
  private final String what;
  private final List<Long> times;
  private final Duration tolerance;

  PacketsAssert(NetworkAssert network, String what, List<Long> times) {
    this(network, what, times, Duration.ofMillis(SynSentAssertions.DEFAULT_TOLERANCE_MILLIS));
  }

  private PacketsAssert(NetworkAssert network, String what, List<Long> times, Duration tolerance) {
    this.network = network;
    this.what = what;
    this.times = times;
    this.tolerance = tolerance;
  }

  /** The same packets, with another tolerance for what follows. */
  public PacketsAssert within(Duration newTolerance) {
    return new PacketsAssert(network, what, times, newTolerance);
  }

  /**
   * Verifies that these packets were sent at these times and no others were.
   *
   * @param expected since the connect() that caused the first of them, in order
   */
  public NetworkAssert areAt(Duration... expected) {
    boolean right = expected.length == times.size();
    for (int i = 0; right && i < expected.length; i++) {
      right = Math.abs(expected[i].toNanos() - times.get(i)) <= tolerance.toNanos();
    }
    if (!right) {
      throw network.failure(
          "Expected "
              + what
              + " at\n  "
              + list(Arrays.stream(expected).map(Duration::toNanos).toList())
              + " (within "
              + NetworkStory.seconds(tolerance.toNanos())
              + ") but they were at\n  "
              + list(times));
    }
    return network;
  }

  /** Verifies how many there were. */
  public NetworkAssert hasCount(int expected) {
    if (times.size() != expected) {
      throw network.failure(
          "Expected "
              + expected
              + " "
              + what
              + ", but there "
              + (times.size() == 1 ? "was 1" : "were " + times.size())
              + (times.isEmpty() ? "" : ", at\n  " + list(times)));
    }
    return network;
  }

  /** Verifies that there were none. */
  public NetworkAssert areNone() {
    return hasCount(0);
  }

  private static String list(List<Long> nanos) {
    return nanos.isEmpty()
        ? "no time"
        : nanos.stream().map(NetworkStory::seconds).collect(Collectors.joining(", "));
  }
}
