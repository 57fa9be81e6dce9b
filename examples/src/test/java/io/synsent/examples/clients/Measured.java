package io.synsent.examples.clients;

import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.LiveNetwork;
import java.util.List;

/**
 * What came of a call.
 *
 * @param thrown what the application caught
 * @param connects how many connects the network saw
 * @param nanos simulated time from the first of them until the application had the exception
 */
record Measured(Exception thrown, int connects, long nanos) {

  /**
   * Calls what must fail.
   *
   * @throws AssertionError if it works
   */
  static Measured failureOf(Client.Session session, LiveNetwork network) {
    int before = network.connects().size();
    long began = network.ask(Network::now);
    try {
      session.call();
    } catch (Exception thrown) {
      long failed = network.ask(Network::now);
      List<ConnectReport> connects = network.connects();
      List<ConnectReport> own = connects.subList(before, connects.size());
      return new Measured(
          thrown, own.size(), failed - (own.isEmpty() ? began : own.get(0).beganAtNanos()));
    }
    throw new AssertionError("the call worked");
  }
}
