package io.synsent.engine.network;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.time.Timers;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Identification fields of packets that no socket numbers (net/ipv4/route.c, ip_idents_reserve):
 * counted per pair of addresses, with a random jump of at most the jiffies that passed.
 */
final class IpIdentification {

  /** One jiffy at HZ 250. */
  private static final long JIFFY_NANOS = 4_000_000L;

  private final Timers timers;
  private final RandomGenerator random;
  private final Map<Key, Counter> counters = new HashMap<>();

  IpIdentification(Timers timers, RandomGenerator random) {
    this.timers = timers;
    this.random = random;
  }

  int next(IpAddress source, IpAddress destination, int protocol) {
    Counter counter =
        counters.computeIfAbsent(new Key(source, destination, protocol), key -> new Counter());
    long jiffies = (timers.now() - counter.usedAt) / JIFFY_NANOS;
    counter.usedAt = timers.now();
    counter.value += 1 + (jiffies == 0 ? 0 : random.nextInt((int) Math.min(jiffies, 65_536)));
    return counter.value & 0xFFFF;
  }

  private record Key(IpAddress source, IpAddress destination, int protocol) {}

  private final class Counter {
    private int value = random.nextInt(65_536);
    private long usedAt = timers.now();
  }
}
