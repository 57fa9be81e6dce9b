package io.synsent.assertj;

import io.synsent.intercept.LiveNetwork;
import io.synsent.timelapse.Lapse;

/**
 * The entry to assertions about a simulated network and about time in a time-lapse; goes beside
 * AssertJ's own static import.
 *
 * <pre>{@code
 * import static io.synsent.assertj.SynSentAssertions.assertThat;
 * import static org.assertj.core.api.Assertions.assertThat;
 *
 * assertThat(network).arpRequestsFor("192.168.31.7").areAt(ofSeconds(0), ofSeconds(1), ofSeconds(2));
 * assertThat(network).hasNoTcpPackets();
 * assertThat(network)
 *     .connectTo("192.168.31.7", 8081)
 *     .failedWith(Errno.EHOSTUNREACH)
 *     .took(ofSeconds(3))
 *     .wasGivenUpByOperatingSystem();
 * }</pre>
 *
 * <p>Times are simulated time: exact, whatever the machine was doing. A time is right if it is
 * within {@link #DEFAULT_TOLERANCE_MILLIS} ms, which leaves room for round trips in the simulated
 * network, a few hundred microseconds each. A message of a failed assertion ends with the timeline
 * of each connect.
 */
public final class SynSentAssertions {

  /** How far a simulated time may be from the expected one, in milliseconds. */
  public static final long DEFAULT_TOLERANCE_MILLIS = 10;

  private SynSentAssertions() {}

  /** Begins assertions about what happened in {@code network} so far. */
  public static NetworkAssert assertThat(LiveNetwork network) {
    return new NetworkAssert(network);
  }

  /** Begins assertions about the time that passes in a time-lapse. */
  public static LapseAssert assertThat(Lapse lapse) {
    return new LapseAssert(lapse);
  }
}
