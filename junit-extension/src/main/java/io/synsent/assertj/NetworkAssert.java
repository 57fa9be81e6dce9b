package io.synsent.assertj;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.intercept.GaveUp;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.ObservedConnect;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a simulated network; see {@link SynSentAssertions}. */
public final class NetworkAssert extends AbstractAssert<NetworkAssert, LiveNetwork> {

  NetworkAssert(LiveNetwork network) {
    super(network, NetworkAssert.class);
  }

  /**
   * The ARP requests that the client sent for an address, as its own capture shows them; for an
   * IPv6 address the neighbour solicitations.
   *
   * @param host the address asked for, or a simulated name; for a host beyond the router the client
   *     asks for the router's address
   */
  public PacketsAssert arpRequestsFor(String host) {
    isNotNull();
    IpAddress address = address(host);
    return packets(
        (address instanceof Ipv6Address ? "neighbour solicitations for " : "ARP requests for ")
            + host,
        frame -> asksFor(frame.frame().payload(), address),
        connect -> true);
  }

  private static boolean asksFor(Payload payload, IpAddress address) {
    if (payload instanceof ArpPacket arp) {
      return arp.operation() == ArpPacket.Operation.REQUEST && arp.targetIp().equals(address);
    }
    return payload instanceof IpPacket packet
        && packet.payload() instanceof Icmpv6Message message
        && NeighbourDiscovery.in(message)
            .filter(asked -> !asked.advertisement() && asked.target().equals(address))
            .isPresent();
  }

  /**
   * The SYNs that the client sent to a port, the first and its retransmissions, as its own capture
   * shows them.
   *
   * @param host an address or a simulated name
   */
  public PacketsAssert synsTo(String host, int port) {
    isNotNull();
    IpAddress address = address(host);
    return packets(
        "SYNs to " + (address instanceof Ipv6Address ? address.withPort(port) : host + ":" + port),
        frame ->
            frame.frame().payload() instanceof IpPacket packet
                && packet.destination().equals(address)
                && packet.payload() instanceof TcpSegment segment
                && segment.destinationPort() == port
                && segment.has(TcpSegment.SYN)
                && !segment.has(TcpSegment.ACK),
        connect -> goesTo(connect, address, port));
  }

  /** Verifies that the client's own capture shows no TCP packet, sent or received. */
  public NetworkAssert hasNoTcpPackets() {
    isNotNull();
    List<CapturedFrame> tcp =
        ofTheClient(
            frame ->
                frame.frame().payload() instanceof IpPacket packet
                    && packet.payload() instanceof TcpSegment);
    if (!tcp.isEmpty()) {
      throw failure(
          "Expected no TCP packet, but there "
              + (tcp.size() == 1 ? "is 1" : "are " + tcp.size())
              + ", first "
              + tcp.get(0).text());
    }
    return this;
  }

  /** Verifies that no connect went to a simulated host. */
  public NetworkAssert hasNoConnects() {
    isNotNull();
    List<ObservedConnect> connects = actual.observedConnects();
    if (!connects.isEmpty()) {
      throw failure(
          "Expected no connect to a simulated host, but there "
              + (connects.size() == 1 ? "was 1" : "were " + connects.size()));
    }
    return this;
  }

  /** Verifies that no connect is still pending and that every connected socket was closed. */
  public NetworkAssert leftNothingOpen() {
    isNotNull();
    ConnectAssert.verifyNothingOpen(this, actual.observedConnects(), "");
    return this;
  }

  /**
   * All connects to a port, in the order in which they began.
   *
   * @param host an address or a simulated name
   * @throws AssertionError if there was none
   */
  public ConnectAssert connectTo(String host, int port) {
    isNotNull();
    IpAddress address = address(host);
    List<ObservedConnect> connects =
        actual.observedConnects().stream().filter(c -> goesTo(c, address, port)).toList();
    if (connects.isEmpty()) {
      throw failure("Expected a connect to " + host + ":" + port + ", but there was none");
    }
    return new ConnectAssert(this, connects, host + ":" + port);
  }

  /** The error of an assertion about this network, with the story of the network behind it. */
  AssertionError failure(String message) {
    // Formatted by hand: AssertJ would take the percent signs of a story for its own.
    String description = info.descriptionText();
    return new AssertionError(
        (description.isEmpty() ? "" : "[" + description + "] ")
            + message
            + "\n\n"
            + NetworkStory.of(actual));
  }

  /** On loopback a tap sees each frame once, coming in: it is sent all the same. */
  private static boolean isSent(CapturedFrame frame) {
    return frame.direction() == Direction.OUT || frame.device().equals("lo");
  }

  private PacketsAssert packets(
      String what, Predicate<CapturedFrame> wanted, Predicate<ObservedConnect> cause) {
    List<Long> times =
        ofTheClient(f -> isSent(f) && wanted.test(f)).stream().map(CapturedFrame::atNanos).toList();
    // They are counted from the connect that caused the first of them.
    long start =
        actual.observedConnects().stream()
            .filter(cause)
            .mapToLong(c -> c.report().beganAtNanos())
            .filter(began -> times.isEmpty() || began <= times.get(0))
            .max()
            .orElse(0);
    return new PacketsAssert(this, what, times.stream().map(at -> at - start).toList());
  }

  private List<CapturedFrame> ofTheClient(Predicate<CapturedFrame> wanted) {
    String client = actual.ask(n -> n.client().name());
    return actual.capturedFrames().stream()
        .filter(frame -> frame.host().equals(client) && wanted.test(frame))
        .toList();
  }

  private IpAddress address(String host) {
    return actual.<IpAddress>ask(
        n ->
            n.resolve(host)
                .map(addresses -> addresses.get(0))
                .orElseGet(() -> IpAddress.parse(host)));
  }

  private static boolean goesTo(ObservedConnect connect, IpAddress address, int port) {
    return connect.report().target().equals(address) && connect.report().port() == port;
  }

  static boolean byApplication(GaveUp who) {
    return who == GaveUp.APPLICATION_TIMEOUT
        || who == GaveUp.APPLICATION_CLOSE
        || who == GaveUp.INTERRUPT;
  }
}
