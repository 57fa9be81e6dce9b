package io.synsent.scenario;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.ConnectRequest;
import io.synsent.engine.topology.Network;
import java.util.ArrayList;
import java.util.List;

/** The connects of a scenario, under way in its network. */
public final class Playback {

  private final Network network;
  private final List<ConnectAttempt> begun = new ArrayList<>();
  private final int planned;

  Playback(Scenario scenario, Network network) {
    this.network = network;
    this.planned = scenario.connects().stream().mapToInt(Scenario.Connect::times).sum();
    for (Scenario.Connect connect : scenario.connects()) {
      long at = connect.at().toNanos();
      if (at <= network.now()) {
        begin(connect);
      } else {
        network.at(at, () -> begin(connect));
      }
    }
  }

  private void begin(Scenario.Connect connect) {
    for (int i = 0; i < connect.times(); i++) {
      ConnectAttempt attempt = network.connect(request(connect));
      begun.add(attempt);
      connect
          .timeout()
          .ifPresent(
              timeout ->
                  network.at(
                      network.now() + timeout.toNanos(),
                      () -> {
                        if (attempt.outcome().isEmpty()) {
                          attempt.abandon("the application's own timeout");
                        }
                      }));
    }
  }

  private ConnectRequest request(Scenario.Connect connect) {
    ConnectRequest request = ConnectRequest.to(address(network, connect.host()), connect.port());
    if (connect.from().isPresent()) {
      HostPort from = HostPort.parse(connect.from().get(), 0);
      request = request.from(IpAddress.parse(from.host()), from.port());
    }
    // A connect with a timeout waits with poll: sun.nio.ch.NioSocketImpl.
    return connect.polls() || connect.timeout().isPresent() ? request.polling() : request;
  }

  /** The address that a name or literal stands for. */
  static IpAddress address(Network network, String host) {
    return network
        .resolve(host)
        .map(addresses -> addresses.get(0))
        .orElseGet(() -> IpAddress.parse(host));
  }

  /** The connects that have begun, in that order. */
  public List<ConnectAttempt> connects() {
    return List.copyOf(begun);
  }

  /** Whether every connect of the scenario has begun and ended. */
  public boolean isOver() {
    return begun.size() == planned
        && begun.stream().allMatch(attempt -> attempt.outcome().isPresent());
  }

  /** Lets time go on until every connect has ended, or nothing more will happen. */
  public void run() {
    while (!isOver() && network.nextEventAt() != Long.MAX_VALUE) {
      network.runUntil(network.nextEventAt());
    }
  }
}
