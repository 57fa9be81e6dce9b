package io.synsent.engine.packet;

/** What one layer carries for the one above. */
public sealed interface Payload
    permits ArpPacket, Ipv4Packet, IcmpMessage, TcpSegment, UdpDatagram, RawPayload {}
