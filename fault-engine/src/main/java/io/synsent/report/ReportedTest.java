package io.synsent.report;

import java.util.List;

/**
 * One test, or whatever else made connects: a class before its tests, a command.
 *
 * @param id tells it apart from every other; the unique id of JUnit for a test
 * @param container where it belongs: the name of its class; may be empty
 * @param name what it is called
 * @param outcome how it ended
 * @param failure what failed, in one line; empty unless it {@link Outcome#FAILED}
 * @param networks its simulated networks, in the order in which they began
 */
public record ReportedTest(
    String id,
    String container,
    String name,
    Outcome outcome,
    String failure,
    List<ReportedNetwork> networks) {

  /** How a test ended. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** By a failed assumption. */
    ABORTED,
    /** It is no test, or has not ended yet. */
    NONE
  }

  /** Copies the list. */
  public ReportedTest {
    networks = List.copyOf(networks);
  }

  /** Something that is no test, with one network. */
  public static ReportedTest of(String name, ReportedNetwork network) {
    return new ReportedTest(name, "", name, Outcome.NONE, "", List.of(network));
  }
}
