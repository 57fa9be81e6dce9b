package io.synsent.engine.packet;

/** A UDP datagram (RFC 768). */
public record UdpDatagram(int sourcePort, int destinationPort, RawPayload data)
    implements Payload {}
