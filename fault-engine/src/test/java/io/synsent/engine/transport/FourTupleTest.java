package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.Ipv4Address;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FourTupleTest {

  private static final Ipv4Address HOST = Ipv4Address.parse("192.168.31.6");

  /** A connection is both ends (RFC 9293, section 3.3.1): each of the four tells two apart. */
  @Test
  void connections_that_differ_in_one_place_are_different() {
    Ipv4Address peer = Ipv4Address.parse("192.168.31.7");
    FourTuple ends = new FourTuple(HOST, 40_001, peer, 8081);

    assertThat(ends)
        .isEqualTo(new FourTuple(HOST, 40_001, peer, 8081))
        .hasSameHashCodeAs(new FourTuple(HOST, 40_001, peer, 8081))
        .isNotEqualTo(new FourTuple(peer, 40_001, peer, 8081))
        .isNotEqualTo(new FourTuple(HOST, 40_002, peer, 8081))
        .isNotEqualTo(new FourTuple(HOST, 40_001, HOST, 8081))
        .isNotEqualTo(new FourTuple(HOST, 40_001, peer, 8082));
  }

  /** 100,000 connections stay cheap: hardly two share a hash code. */
  @Test
  void many_connections_hardly_collide() {
    Set<Integer> codes = new HashSet<>();
    for (int peer = 1; peer <= 100; peer++) {
      Ipv4Address to = Ipv4Address.parse("10.225.31." + peer);
      for (int port = 40_000; port < 41_000; port++) {
        codes.add(new FourTuple(HOST, port, to, 8081).hashCode());
      }
    }

    assertThat(codes).hasSizeGreaterThan(99_900);
  }
}
