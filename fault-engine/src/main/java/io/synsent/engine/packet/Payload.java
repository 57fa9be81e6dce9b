package io.synsent.engine.packet;

/** What one layer carries for the one above. */
public sealed interface Payload
    permits ArpPacket, IpPacket, IcmpMessage, Icmpv6Message, TcpSegment, UdpDatagram, RawPayload {}
