package io.synsent.engine.host;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.link.Device;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.link.FrameReceiver;
import io.synsent.engine.link.LoopbackDevice;
import io.synsent.engine.neighbour.NeighbourTable;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.socket.SocketLayer;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.time.TimerWheel;
import io.synsent.engine.time.TimerWheelSettings;
import io.synsent.engine.time.Timers;
import io.synsent.engine.transport.TcpLayer;
import io.synsent.engine.wire.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Internal. One host: its layers from the socket down to the devices. */
public final class Host implements FrameReceiver {

  private final String name;
  private final HostProfile profile;
  private final Journal journal;
  private final List<EthernetDevice> devices = new ArrayList<>();
  private final IpLayer ip;
  private final TcpLayer tcp;
  private final SocketLayer sockets;

  public Host(String name, HostProfile profile, Simulation simulation, Journal journal) {
    this.name = name;
    this.profile = profile;
    this.journal = journal;
    Timers timers = timersOf(profile, simulation);
    RandomGenerator random = simulation.random("host " + name);
    Device loopback = new LoopbackDevice(name, simulation, journal, this);
    this.ip =
        new IpLayer(
            name,
            timers,
            journal,
            random,
            profile.ip(),
            profile.icmp(),
            profile.neighbour(),
            loopback);
    this.tcp = new TcpLayer(name, ip, timers, journal, random, profile.tcp());
    this.sockets = new SocketLayer(name, ip, tcp, journal, profile.connectCall().toNanos());
    ip.setHandler(Ipv4Packet.TCP, tcp);
  }

  private static Timers timersOf(HostProfile profile, Simulation simulation) {
    @Nullable TimerWheelSettings wheel = profile.wheel();
    return wheel == null ? simulation : new TimerWheel(simulation, wheel);
  }

  /**
   * Adds a device and plugs it in; {@link IpLayer#addAddress} gives it more addresses.
   *
   * @param cableNanos one way along its own cable, on top of the segment's latency
   */
  public EthernetDevice addDevice(
      MacAddress mac, Segment segment, long cableNanos, IpAddress address, int prefixLength) {
    EthernetDevice device = new EthernetDevice(name, "eth" + devices.size(), mac, journal, this);
    devices.add(device);
    device.plugInto(segment, cableNanos);
    ip.addAddress(device, address, prefixLength);
    return device;
  }

  @Override
  public void receive(Device device, EthernetFrame frame) {
    if (frame.payload() instanceof ArpPacket || isNeighbourDiscovery(frame)) {
      ip.receiveNeighbour(device, frame);
    } else if (frame.payload() instanceof IpPacket packet) {
      ip.receive(device, packet);
    }
  }

  private static boolean isNeighbourDiscovery(EthernetFrame frame) {
    return frame.payload() instanceof Ipv6Packet packet
        && packet.payload() instanceof Icmpv6Message message
        && (message.type() == Icmpv6Message.NEIGHBOUR_SOLICITATION
            || message.type() == Icmpv6Message.NEIGHBOUR_ADVERTISEMENT);
  }

  @Override
  public void stateChanged(Device device) {
    for (NeighbourTable table : ip.neighbourTables()) {
      if (!device.isUp()) {
        table.flush(device, /* keepPermanent= */ false); // arp_ifdown, ndisc_ifdown
      } else if (!device.hasCarrier() && profile.neighbour().arpEvictNocarrier()) {
        table.flush(device, /* keepPermanent= */ true); // neigh_carrier_down
      }
    }
  }

  /** What the journal calls it. */
  public String name() {
    return name;
  }

  /** Its operating system. */
  public HostProfile profile() {
    return profile;
  }

  /** Its devices apart from loopback. */
  public List<EthernetDevice> devices() {
    return List.copyOf(devices);
  }

  /** Its network layer. */
  public IpLayer ip() {
    return ip;
  }

  /** Its TCP. */
  public TcpLayer tcp() {
    return tcp;
  }

  /** Its system calls. */
  public SocketLayer sockets() {
    return sockets;
  }
}
