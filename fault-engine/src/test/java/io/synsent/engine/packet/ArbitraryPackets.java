package io.synsent.engine.packet;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Every frame that the records can express. */
final class ArbitraryPackets {

  private static final int OPTION_SPACE = 40;

  private ArbitraryPackets() {}

  static Arbitrary<EthernetFrame> frames() {
    Arbitrary<EthernetFrame> known =
        Combinators.combine(
                macs(), macs(), Arbitraries.oneOf(arpPackets(), ipv4Packets(), ipv6Packets()))
            .as(EthernetFrame::of);
    Arbitrary<EthernetFrame> other =
        Combinators.combine(macs(), macs(), numbers(16), raw(1500))
            .as(EthernetFrame::new)
            .filter(
                frame ->
                    frame.etherType() != EthernetFrame.ARP
                        && frame.etherType() != EthernetFrame.IPV4
                        && frame.etherType() != EthernetFrame.IPV6);
    return Arbitraries.frequencyOf(Tuple.of(9, known), Tuple.of(1, other));
  }

  static Arbitrary<Payload> arpPackets() {
    return Combinators.combine(
            Arbitraries.of(ArpPacket.Operation.class), macs(), addresses(), macs(), addresses())
        .as(ArpPacket::new);
  }

  static Arbitrary<Payload> ipv4Packets() {
    return Arbitraries.oneOf(segments(), datagrams(), messages(), raw(1480))
        .flatMap(
            payload ->
                Combinators.combine(
                        addresses(),
                        addresses(),
                        protocolOf(payload),
                        numbers(8),
                        numbers(16),
                        Arbitraries.of(true, false),
                        numbers(8))
                    .as(
                        (source, destination, protocol, ttl, id, dontFragment, tos) ->
                            new Ipv4Packet(
                                source,
                                destination,
                                protocol,
                                ttl,
                                id,
                                dontFragment,
                                tos,
                                payload)));
  }

  static Arbitrary<Payload> ipv6Packets() {
    return Arbitraries.oneOf(segments(), datagrams(), messagesV6(), discoveries(), raw(1480))
        .flatMap(
            payload ->
                Combinators.combine(
                        addressesV6(),
                        addressesV6(),
                        protocolV6Of(payload),
                        numbers(8),
                        numbers(8),
                        numbers(20))
                    .as(
                        (source, destination, protocol, hopLimit, trafficClass, flowLabel) ->
                            new Ipv6Packet(
                                source,
                                destination,
                                protocol,
                                hopLimit,
                                trafficClass,
                                flowLabel,
                                payload)));
  }

  static Arbitrary<Payload> discoveries() {
    return Combinators.combine(
            Arbitraries.of(true, false), numbers(3), addressesV6(), macs().injectNull(0.3))
        .as(
            (advertisement, flags, target, mac) ->
                new NeighbourDiscovery(
                        advertisement,
                        advertisement && (flags & 4) != 0,
                        advertisement && (flags & 2) != 0,
                        advertisement && (flags & 1) != 0,
                        target,
                        mac)
                    .message());
  }

  private static Arbitrary<Payload> messagesV6() {
    return Combinators.combine(numbers(8), numbers(8), Arbitraries.integers(), raw(1440))
        .as(Icmpv6Message::new);
  }

  private static Arbitrary<Integer> protocolV6Of(Payload payload) {
    if (payload instanceof Icmpv6Message) {
      return Arbitraries.just(Ipv6Packet.ICMPV6);
    }
    if (payload instanceof RawPayload) {
      return numbers(8)
          .filter(
              protocol ->
                  protocol != Ipv4Packet.TCP
                      && protocol != Ipv4Packet.UDP
                      && protocol != Ipv6Packet.ICMPV6);
    }
    return protocolOf(payload);
  }

  static Arbitrary<Ipv6Address> addressesV6() {
    // Zeros are what the written form is about.
    return Arbitraries.integers()
        .between(0, 0xFFFF)
        .injectDuplicates(0.2)
        .edgeCases(config -> config.add(0))
        .list()
        .ofSize(8)
        .map(
            groups -> {
              long high = 0;
              long low = 0;
              for (int i = 0; i < 4; i++) {
                high = high << 16 | groups.get(i);
                low = low << 16 | groups.get(4 + i);
              }
              return new Ipv6Address(high, low);
            });
  }

  static Arbitrary<Payload> segments() {
    return Combinators.combine(
            numbers(16),
            numbers(16),
            words(),
            words(),
            numbers(12),
            numbers(16),
            optionLists(),
            raw(1460))
        .as(TcpSegment::new);
  }

  static Arbitrary<List<TcpOption>> optionLists() {
    return Combinators.combine(
            options().list().ofMaxSize(8), Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as(ArbitraryPackets::padded);
  }

  /** As many of the options as fit, filled up to whole words the one way or the other. */
  private static List<TcpOption> padded(
      List<TcpOption> wanted, boolean endOfList, boolean anotherWord) {
    List<TcpOption> options = new ArrayList<>();
    for (TcpOption option : wanted) {
      options.add(option);
      if (TcpOptions.length(options) > OPTION_SPACE) {
        options.remove(options.size() - 1);
      }
    }
    int length = TcpOptions.length(options);
    int missing = (4 - length % 4) % 4 + (anotherWord && length <= OPTION_SPACE - 8 ? 4 : 0);
    if (endOfList && missing > 0) {
      options.add(new TcpOption.EndOfList(missing - 1));
    } else {
      for (int i = 0; i < missing; i++) {
        options.add(new TcpOption.NoOperation());
      }
    }
    return options;
  }

  private static Arbitrary<TcpOption> options() {
    Arbitrary<TcpOption> unknown =
        Combinators.combine(numbers(8).filter(kind -> !TcpOptions.isKnown(kind)), raw(12))
            .as(TcpOption.Unknown::new);
    return Arbitraries.oneOf(
        numbers(16).map(TcpOption.MaximumSegmentSize::new),
        numbers(8).map(TcpOption.WindowScale::new),
        Combinators.combine(words(), words()).as(TcpOption.Timestamps::new),
        Arbitraries.of(new TcpOption.SackPermitted(), new TcpOption.NoOperation()),
        unknown);
  }

  private static Arbitrary<Payload> datagrams() {
    return Combinators.combine(numbers(16), numbers(16), raw(1472)).as(UdpDatagram::new);
  }

  private static Arbitrary<Payload> messages() {
    return Combinators.combine(numbers(8), numbers(8), Arbitraries.integers(), raw(1472))
        .as(IcmpMessage::new);
  }

  private static Arbitrary<Integer> protocolOf(Payload payload) {
    if (payload instanceof TcpSegment) {
      return Arbitraries.just(Ipv4Packet.TCP);
    }
    if (payload instanceof UdpDatagram) {
      return Arbitraries.just(Ipv4Packet.UDP);
    }
    if (payload instanceof IcmpMessage) {
      return Arbitraries.just(Ipv4Packet.ICMP);
    }
    return numbers(8)
        .filter(
            protocol ->
                protocol != Ipv4Packet.TCP
                    && protocol != Ipv4Packet.UDP
                    && protocol != Ipv4Packet.ICMP);
  }

  static Arbitrary<MacAddress> macs() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFF_FFFFL).map(MacAddress::new);
  }

  static Arbitrary<Ipv4Address> addresses() {
    return Arbitraries.integers().map(Ipv4Address::new);
  }

  static Arbitrary<RawPayload> raw(int atMost) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(atMost).map(RawPayload::new);
  }

  private static Arbitrary<Integer> numbers(int bits) {
    return Arbitraries.integers().between(0, (1 << bits) - 1);
  }

  private static Arbitrary<Long> words() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFFL);
  }
}
