package io.synsent.engine.name;

import java.util.concurrent.TimeUnit;

/**
 * The options of resolv.conf(5) that decide when a look-up is given up.
 *
 * @param timeoutSeconds {@code options timeout}: 1 to 30; 5 (RES_TIMEOUT, glibc resolv.h)
 * @param attempts {@code options attempts}: 1 to 5; 2 (RES_DFLRETRY)
 * @param servers how many {@code nameserver} lines: 1 to 3 (MAXNS)
 * @param silentServers how many of them, from the first on, never answer: 0 to all
 */
public record ResolverSettings(int timeoutSeconds, int attempts, int servers, int silentServers) {

  /** One server that answers, 5 s, two attempts. */
  public static final ResolverSettings GLIBC = new ResolverSettings(5, 2, 1, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the option that is out of its range
   */
  public ResolverSettings {
    check("timeout", timeoutSeconds, 1, 30);
    check("attempts", attempts, 1, 5);
    check("name servers", servers, 1, 3);
    check("silent name servers", silentServers, 0, servers);
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " " + value + ": expected " + least + " to " + most + ", as in resolv.conf(5)");
    }
  }

  /**
   * How long an answer of one server is waited for: {@code timeout << server}, shared out among the
   * servers from the second one on, and at least a second (glibc res_send.c, send_dg). With three
   * servers 5, 3 and 6 s; measured on glibc 2.36.
   *
   * @param server 0 for the first
   */
  long windowNanos(int server) {
    int seconds = timeoutSeconds << server;
    if (server > 0) {
      seconds /= servers;
    }
    return TimeUnit.SECONDS.toNanos(Math.max(1, seconds));
  }
}
