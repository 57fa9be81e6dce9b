package io.synsent.engine.topology;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.network.Route;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.time.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A simulated ping under way: one echo request a second, and what came back in the words of Linux's
 * ping (iputils), with {@code -O} for requests that nobody answered.
 */
public final class Pinger {

  private static final long SECOND = 1_000_000_000L;

  /** ping's default payload, "56(84) bytes of data". */
  private static final int PAYLOAD = 56;

  /** MAXWAIT: how long the last request is waited for if none was answered so far. */
  private static final long LONGEST_WAIT = 10 * SECOND;

  private final IpAddress target;
  private final int count;
  private final int identifier;
  private int ipId;
  private final IpLayer ip;
  private final Simulation simulation;
  private final Journal journal;

  private final List<String> lines = new ArrayList<>();
  private final List<Long> roundTrips = new ArrayList<>();
  private final long[] sentAt;
  private final boolean[] settled;
  private long beganAt;
  private int sent;
  private int errors;
  private boolean finished;

  Pinger(
      IpAddress target,
      int count,
      int identifier,
      int ipId,
      IpLayer ip,
      Simulation simulation,
      Journal journal) {
    if (count < 1 || count > 65_535) {
      throw new IllegalArgumentException("a ping of " + count + " requests: expected 1 to 65535");
    }
    this.target = target;
    this.count = count;
    this.identifier = identifier;
    this.ipId = ipId;
    this.ip = ip;
    this.simulation = simulation;
    this.journal = journal;
    this.sentAt = new long[count + 1];
    this.settled = new boolean[count + 1];
  }

  /** Whom it asks. */
  public IpAddress target() {
    return target;
  }

  /** What ping has printed so far, line by line; with the statistics once it is finished. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Whether all requests were sent and the last one answered or given up. */
  public boolean isFinished() {
    return finished;
  }

  /** How many requests were answered. */
  public int received() {
    return roundTrips.size();
  }

  void begin() {
    beganAt = simulation.now();
    Route route = ip.routes().lookup(target);
    KernelError error = IpLayer.errorOf(route);
    if (error != null) {
      say("ping: connect: " + Errno.of(error).message());
      finished = true;
      return;
    }
    say(
        target instanceof Ipv6Address
            ? "PING " + target + " (" + target + ") " + PAYLOAD + " data bytes"
            : "PING "
                + target
                + " ("
                + target
                + ") "
                + PAYLOAD
                + "("
                + (PAYLOAD + 28)
                + ") bytes of data.");
    request();
  }

  private void request() {
    if (finished) {
      return;
    }
    if (sent > 0 && !settled[sent]) {
      say("no answer yet for icmp_seq=" + sent);
    }
    if (sent == count) {
      return;
    }
    sent++;
    sentAt[sent] = simulation.now();
    Route route = ip.routes().lookup(target);
    KernelError error = IpLayer.errorOf(route);
    if (route == null || error != null) {
      say("ping: sendmsg: " + Errno.of(error == null ? KernelError.ENETUNREACH : error).message());
      settled[sent] = true;
    } else {
      sendEchoRequest(ip.sourceFor(route, target));
    }
    if (sent < count) {
      simulation.after(SECOND, this::request);
    } else {
      simulation.after(lastWait(), this::finish);
    }
  }

  private void sendEchoRequest(IpAddress source) {
    int rest = identifier << 16 | sent;
    if (source instanceof Ipv6Address from && target instanceof Ipv6Address to) {
      Icmpv6Message request = new Icmpv6Message(Icmpv6Message.ECHO_REQUEST, 0, rest, payload());
      ip.icmpv6().sendEchoRequest(from, to, request);
    } else {
      IcmpMessage request = new IcmpMessage(IcmpMessage.ECHO_REQUEST, 0, rest, payload());
      ip.icmp()
          .sendEchoRequest((Ipv4Address) source, (Ipv4Address) target, request, ipId++ & 0xFFFF);
    }
  }

  /** Twice the longest round trip, or MAXWAIT if there was none (iputils, main_loop). */
  private long lastWait() {
    long longest = roundTrips.stream().mapToLong(Long::longValue).max().orElse(0);
    return longest == 0 ? LONGEST_WAIT : Math.max(2 * longest, SECOND);
  }

  private static RawPayload payload() {
    byte[] bytes = new byte[PAYLOAD];
    // The first 16 octets are ping's time stamp; the rest counts up.
    for (int i = 16; i < PAYLOAD; i++) {
      bytes[i] = (byte) i;
    }
    return new RawPayload(bytes);
  }

  void answered(IpPacket packet, int sequence) {
    if (finished || !isOpen(sequence)) {
      return;
    }
    settled[sequence] = true;
    long roundTrip = simulation.now() - sentAt[sequence];
    roundTrips.add(roundTrip);
    say(
        (PAYLOAD + 8)
            + " bytes from "
            + packet.source()
            + ": icmp_seq="
            + sequence
            + " ttl="
            + packet.ttl()
            + " time="
            + milliseconds(roundTrip)
            + " ms");
    finishIfLast(sequence);
  }

  void failed(IpPacket packet, int sequence) {
    if (finished || !isOpen(sequence)) {
      return;
    }
    settled[sequence] = true;
    errors++;
    say("From " + packet.source() + " icmp_seq=" + sequence + " " + words(packet.payload()));
    finishIfLast(sequence);
  }

  private boolean isOpen(int sequence) {
    return sequence >= 1 && sequence <= sent && !settled[sequence];
  }

  private void finishIfLast(int sequence) {
    if (sequence == count) {
      finish();
    }
  }

  private static String words(Payload payload) {
    if (payload instanceof Icmpv6Message error) {
      return words(error);
    }
    if (!(payload instanceof IcmpMessage error)) {
      throw new IllegalStateException("bug in SynSent: no ICMP error: " + payload);
    }
    if (error.type() == IcmpMessage.TIME_EXCEEDED) {
      return "Time to live exceeded";
    }
    return switch (error.code()) {
      case 0 -> "Destination Net Unreachable";
      case 1 -> "Destination Host Unreachable";
      case 2 -> "Destination Protocol Unreachable";
      case 3 -> "Destination Port Unreachable";
      case 9 -> "Destination Net Prohibited";
      case 10 -> "Destination Host Prohibited";
      case 13 -> "Packet filtered";
      default -> "Dest Unreachable, Bad Code: " + error.code();
    };
  }

  private static String words(Icmpv6Message error) {
    return switch (error.type()) {
      case Icmpv6Message.TIME_EXCEEDED -> "Time exceeded: Hop limit";
      case Icmpv6Message.PARAMETER_PROBLEM -> "Parameter problem: Wrong header field";
      default ->
          "Destination unreachable: "
              + switch (error.code()) {
                case 0 -> "No route";
                case 1 -> "Administratively prohibited";
                case 2 -> "Beyond scope of source address";
                case 3 -> "Address unreachable";
                case 4 -> "Port unreachable";
                default -> "Unknown code " + error.code();
              };
    };
  }

  private void finish() {
    if (finished) {
      return;
    }
    finished = true;
    int received = roundTrips.size();
    say("");
    say("--- " + target + " ping statistics ---");
    say(
        sent
            + " packets transmitted, "
            + received
            + " received, "
            + (errors > 0 ? "+" + errors + " errors, " : "")
            + (sent - received) * 100 / sent
            + "% packet loss, time "
            + (simulation.now() - beganAt) / 1_000_000
            + "ms");
    if (received > 0) {
      long least = roundTrips.stream().mapToLong(Long::longValue).min().orElseThrow();
      long most = roundTrips.stream().mapToLong(Long::longValue).max().orElseThrow();
      long mean = roundTrips.stream().mapToLong(Long::longValue).sum() / received;
      double variance =
          roundTrips.stream().mapToDouble(t -> (double) (t - mean) * (t - mean)).sum() / received;
      say(
          "rtt min/avg/max/mdev = "
              + String.join(
                  "/", fixed(least), fixed(mean), fixed(most), fixed((long) Math.sqrt(variance)))
              + " ms");
    }
  }

  private static String fixed(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }

  /** ping's own rounding: three digits that matter, from 100 ms on none behind the point. */
  private static String milliseconds(long nanos) {
    double ms = nanos / 1e6;
    return String.format(
        Locale.ROOT, ms >= 100 ? "%.0f" : ms >= 10 ? "%.1f" : ms >= 1 ? "%.2f" : "%.3f", ms);
  }

  private void say(String line) {
    lines.add(line);
    if (!line.isEmpty()) {
      journal.event(NetworkAssembly.CLIENT, Layer.ICMP, "ping " + target, line);
    }
  }
}
