package io.synsent.engine.wire;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.time.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Internal. A LAN: a switch that knows where every station is. With two stations it is a cable.
 *
 * <p>A frame arrives one latency after it was sent; broadcast reaches everybody but the sender, in
 * the order in which the stations were attached.
 */
public final class Segment {

  private final String name;
  private final Timers timers;
  private final Journal journal;
  private long latencyNanos;
  private boolean partitioned;
  private final List<Port> ports = new ArrayList<>();
  private final Map<MacAddress, Port> portByMac = new HashMap<>();
  private final List<Impairment> impairments = new ArrayList<>();

  public Segment(String name, Timers timers, Journal journal, long latencyNanos) {
    this.name = name;
    this.timers = timers;
    this.journal = journal;
    this.latencyNanos = latencyNanos;
  }

  /** What the journal calls it. */
  public String name() {
    return name;
  }

  /** One way through the segment, from now on. */
  public void setLatencyNanos(long nanos) {
    latencyNanos = nanos;
  }

  /** Cuts everybody off from everybody, or ends that. Stations keep their carrier. */
  public void setPartitioned(boolean cut) {
    partitioned = cut;
  }

  /** Makes the wire bad, behind what makes it bad already. */
  public void impair(Impairment impairment) {
    impairments.add(impairment);
  }

  /** Makes the wire good again. */
  public void mend() {
    impairments.clear();
  }

  /**
   * Plugs a station in.
   *
   * @param cableNanos one way along its own cable, on top of the segment's latency
   */
  public Port attach(Station station, long cableNanos) {
    Port port = new Port(this, station, cableNanos);
    ports.add(port);
    if (portByMac.put(station.mac(), port) != null) {
      throw new IllegalStateException("bug in SynSent: two stations have MAC " + station.mac());
    }
    return port;
  }

  /** Carries a frame that comes from no station. */
  public void inject(EthernetFrame frame) {
    carry(null, frame, 0);
  }

  void carry(Port from, EthernetFrame frame) {
    if (partitioned) {
      lost(frame, "the segment is cut");
      return;
    }
    long[] fate = fateOf(frame);
    if (fate.length == 0) {
      lost(frame, "lost on the wire");
    }
    for (long extra : fate) {
      carry(from, frame, extra);
    }
  }

  private long[] fateOf(EthernetFrame frame) {
    for (Impairment impairment : impairments) {
      long[] fate = impairment.fateOf(frame);
      if (fate != Impairment.UNHARMED) {
        return fate;
      }
    }
    return Impairment.UNHARMED;
  }

  private void carry(@Nullable Port from, EthernetFrame frame, long extraNanos) {
    long delay = latencyNanos + (from == null ? 0 : from.cableNanos()) + extraNanos;
    if (!frame.destination().isGroup()) {
      @Nullable Port to = portByMac.get(frame.destination());
      if (to != null && to != from) {
        timers.after(delay + to.cableNanos(), () -> to.deliver(frame));
      }
      return;
    }
    timers.after(delay, () -> broadcast(from, frame));
  }

  private void broadcast(@Nullable Port from, EthernetFrame frame) {
    for (Port to : ports) {
      if (to != from) {
        if (to.cableNanos() == 0) {
          to.deliver(frame);
        } else {
          timers.after(to.cableNanos(), () -> to.deliver(frame));
        }
      }
    }
  }

  private void lost(EthernetFrame frame, String why) {
    journal.event(
        name,
        Layer.WIRE,
        frame.source() + " > " + frame.destination(),
        () -> why + ": a frame to " + frame.destination());
  }
}
