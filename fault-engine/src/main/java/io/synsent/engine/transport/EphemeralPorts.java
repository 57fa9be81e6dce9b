package io.synsent.engine.transport;

import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * How connect() chooses a local port (net/ipv4/inet_hashtables.c, __inet_hash_connect; RFC 6056,
 * algorithm 4): from an offset that depends on both addresses and the port, even ports first.
 */
final class EphemeralPorts {

  /** INET_TABLE_PERTURB_SIZE, smaller: its size only has to spread. */
  private static final int PERTURB = 256;

  private final int first;
  private final int count;
  private final RandomGenerator random;
  private final int[] perturb = new int[PERTURB];

  EphemeralPorts(TcpSettings settings, RandomGenerator random) {
    this.first = settings.portRangeFirst();
    int ports = settings.portRangeLast() + 1 - first;
    // "remaining &= ~1U": an odd one at the end is never chosen.
    this.count = ports > 1 ? ports & ~1 : ports;
    this.random = random;
    for (int i = 0; i < PERTURB; i++) {
      perturb[i] = random.nextInt();
    }
  }

  /**
   * A port for which {@code free} holds.
   *
   * @param hash what depends on both addresses and the remote port
   * @return empty if there is none: EADDRNOTAVAIL
   */
  OptionalInt choose(long hash, IntPredicate free) {
    int index = (int) (hash & PERTURB - 1);
    int offset = (int) Integer.toUnsignedLong(perturb[index] + (int) (hash >>> 32));
    offset = Integer.remainderUnsigned(offset, count) & ~1;
    for (int parity = 0; parity < 2 && parity < count; parity++) {
      int at = offset + parity;
      for (int i = 0; i < count; i += 2, at += 2) {
        int port = first + (at >= count ? at - count : at);
        if (free.test(port)) {
          // "If our first attempt found a candidate, skip next candidate in 1/16 of cases".
          perturb[index] += Math.max(i & ~1, random.nextInt(8) * 2) + 2;
          return OptionalInt.of(port);
        }
      }
    }
    return OptionalInt.empty();
  }
}
