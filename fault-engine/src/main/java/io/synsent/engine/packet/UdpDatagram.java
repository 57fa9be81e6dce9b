package io.synsent.engine.packet;

/** A UDP datagram (RFC 768). */
public record UdpDatagram(int sourcePort, int destinationPort, RawPayload data) implements Payload {

  public UdpDatagram {
    Fields.check("UDP source port", sourcePort, 16);
    Fields.check("UDP destination port", destinationPort, 16);
  }
}
