package io.synsent.engine.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.RawPayload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnresolvedQueueTest {

  private static final int ROOM_FOR_THREE = 3 * UnresolvedQueue.SYN_TRUESIZE;

  private final UnresolvedQueue queue = new UnresolvedQueue();

  @Test
  void packets_come_out_in_the_order_in_which_they_came() {
    List<OutgoingPacket> packets = add(3, ROOM_FOR_THREE);

    assertThat(queue.size()).isEqualTo(3);
    assertThat(queue.bytes()).isEqualTo(ROOM_FOR_THREE);
    assertThat(queue.newest()).isSameAs(packets.get(2));
    assertThat(packets).allMatch(OutgoingPacket::isInHostQueue);
    assertThat(queue.poll()).isSameAs(packets.get(0));
    assertThat(packets.get(0).isInHostQueue()).isFalse();
    assertThat(queue.poll()).isSameAs(packets.get(1));
    assertThat(queue.poll()).isSameAs(packets.get(2));
    assertThat(queue.poll()).isNull();
    assertThat(queue.newest()).isNull();
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void the_oldest_makes_room() {
    List<OutgoingPacket> packets = add(3, ROOM_FOR_THREE);
    OutgoingPacket fourth = packet();

    assertThat(queue.add(fourth, ROOM_FOR_THREE)).isEqualTo(1);
    assertThat(packets.get(0).isInHostQueue()).isFalse();
    assertThat(queue.size()).isEqualTo(3);
    assertThat(queue.poll()).isSameAs(packets.get(1));
    assertThat(queue.newest()).isSameAs(fourth);
  }

  @Test
  void a_limit_that_shrank_throws_away_more() {
    add(3, ROOM_FOR_THREE);

    assertThat(queue.add(packet(), 2 * UnresolvedQueue.SYN_TRUESIZE - 1)).isEqualTo(3);
    assertThat(queue.size()).isEqualTo(1);
  }

  /**
   * net/core/neighbour.c discards while there is something to discard, then queues all the same.
   */
  @Test
  void one_packet_always_fits() {
    assertThat(queue.add(packet(), 0)).isZero();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void cleared_packets_know_that_they_wait_no_longer() {
    List<OutgoingPacket> packets = add(3, ROOM_FOR_THREE);
    queue.clear();

    assertThat(queue.size()).isZero();
    assertThat(packets).noneMatch(OutgoingPacket::isInHostQueue);
  }

  /** With Linux's default of 212992 bytes; measured on Linux 6.18. */
  @Test
  void exactly_256_syns_fit_by_default() {
    add(500, NeighbourSettings.LINUX.unresQlenBytes());

    assertThat(queue.size()).isEqualTo(256);
  }

  private List<OutgoingPacket> add(int count, int limit) {
    List<OutgoingPacket> packets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      packets.add(packet());
      queue.add(packets.get(i), limit);
    }
    return packets;
  }

  private static OutgoingPacket packet() {
    return new OutgoingPacket(
        new Ipv4Packet(
            Ipv4Address.LOOPBACK, Ipv4Address.LOOPBACK, 253, 64, 1, true, 0, RawPayload.EMPTY),
        false);
  }
}
