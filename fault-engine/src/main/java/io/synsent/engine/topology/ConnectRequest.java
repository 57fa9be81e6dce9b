package io.synsent.engine.topology;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an application asks of connect().
 *
 * @param target where to
 * @param port 0 to 65535; 0 is sent like any other and refused
 * @param localAddress what the socket was bound to; the unspecified address for nothing
 * @param localPort what the socket was bound to; 0 for an ephemeral port
 * @param label who asks, for the report: a test, thread or call; may be empty
 * @param userTimeout the socket's own TCP_USER_TIMEOUT; empty for the profile's
 * @param synCount the socket's own TCP_SYNCNT, 1 to 127; empty for the profile's tcp_syn_retries
 * @param polls whether the application waits with poll or epoll (a non-blocking channel, a connect
 *     with a timeout) and not within connect() itself
 */
public record ConnectRequest(
    IpAddress target,
    int port,
    IpAddress localAddress,
    int localPort,
    String label,
    Optional<Duration> userTimeout,
    OptionalInt synCount,
    boolean polls) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a port is not 0 to 65535 or the SYN count not 1 to 127
   */
  public ConnectRequest {
    checkPort("port", port);
    checkPort("local port", localPort);
    if (synCount.isPresent() && (synCount.getAsInt() < 1 || synCount.getAsInt() > 127)) {
      throw new IllegalArgumentException(
          "TCP_SYNCNT " + synCount.getAsInt() + ": expected 1 to 127");
    }
  }

  private static void checkPort(String what, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(what + " " + port + ": expected 0 to 65535");
    }
  }

  /** A connect from an unbound socket. */
  public static ConnectRequest to(IpAddress target, int port) {
    IpAddress any = target instanceof Ipv6Address ? Ipv6Address.ANY : Ipv4Address.ANY;
    return new ConnectRequest(
        target, port, any, 0, "", Optional.empty(), OptionalInt.empty(), false);
  }

  /** The same from a socket that was bound first. */
  public ConnectRequest from(IpAddress address, int newLocalPort) {
    return new ConnectRequest(
        target, port, address, newLocalPort, label, userTimeout, synCount, polls);
  }

  /** The same, asked by {@code who}. */
  public ConnectRequest labelled(String who) {
    return new ConnectRequest(
        target, port, localAddress, localPort, who, userTimeout, synCount, polls);
  }

  /** The same with TCP_USER_TIMEOUT set on the socket. */
  public ConnectRequest withUserTimeout(Duration timeout) {
    return new ConnectRequest(
        target, port, localAddress, localPort, label, Optional.of(timeout), synCount, polls);
  }

  /** The same with TCP_SYNCNT set on the socket. */
  public ConnectRequest withSynCount(int count) {
    return new ConnectRequest(
        target, port, localAddress, localPort, label, userTimeout, OptionalInt.of(count), polls);
  }

  /** The same from an application that waits with poll or epoll. */
  public ConnectRequest polling() {
    return new ConnectRequest(
        target, port, localAddress, localPort, label, userTimeout, synCount, true);
  }
}
