package io.synsent.engine.topology;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.network.PingListener;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Quote;
import io.synsent.engine.time.Simulation;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The pings of one host: answers find their pinger by the identifier of the request. */
final class Pings implements PingListener {

  private final IpLayer ip;
  private final Simulation simulation;
  private final Journal journal;
  private final RandomGenerator random;
  private final Map<Integer, Pinger> byIdentifier = new HashMap<>();

  Pings(IpLayer ip, Simulation simulation, Journal journal) {
    this.ip = ip;
    this.simulation = simulation;
    this.journal = journal;
    this.random = simulation.random("ping");
    ip.icmp().setPingListener(this);
    ip.icmpv6().setPingListener(this);
  }

  Pinger begin(IpAddress target, int count) {
    int identifier;
    do {
      identifier = random.nextInt(1, 65_536);
    } while (byIdentifier.containsKey(identifier));
    Pinger pinger =
        new Pinger(target, count, identifier, random.nextInt(65_536), ip, simulation, journal);
    byIdentifier.put(identifier, pinger);
    pinger.begin();
    return pinger;
  }

  @Override
  public void answered(IpPacket packet, int identifierAndSequence) {
    Pinger pinger = byIdentifier.get(identifierAndSequence >>> 16);
    if (pinger != null) {
      pinger.answered(packet, identifierAndSequence & 0xFFFF);
    }
  }

  @Override
  public void failed(IpPacket packet, Quote quote) {
    // Of an echo request the quote's "sequence" is its identifier and sequence number.
    Pinger pinger = byIdentifier.get((int) (quote.sequence() >>> 16));
    if (pinger != null) {
      pinger.failed(packet, (int) (quote.sequence() & 0xFFFF));
    }
  }
}
