package io.synsent.conformance;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Frames;
import io.synsent.engine.packet.Frames.TransportChecksums;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.MalformedPacketException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The cable of the live arm, as a program between two VXLAN devices (RFC 7348): network 1 is the
 * client's eth0, network 2 the router's LAN. It does to frames what a {@link CableRules} says, and
 * holds the {@link RawPeer}s.
 */
public final class WireProgram {

  private static final int VXLAN_HEADER = 8;
  private static final int CLIENT_SIDE = 1;
  private static final int LAN_SIDE = 2;
  private static final int NOBODY = 7;
  private static final int WARM_UPS = 200;

  private final DatagramSocket socket;
  private final InetAddress devices;
  private final CableRules rules;
  private final CableRules warm = new CableRules();
  private final InetSocketAddress self;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private WireProgram(CableRules rules) throws IOException {
    this.rules = rules;
    this.socket = new DatagramSocket(9999);
    this.devices = InetAddress.getByName("198.18.0.1");
    this.self = new InetSocketAddress("198.18.0.2", 9999);
    warm.delay(1_000_000);
    warm.add(RawPeer.talkative(WARM_UPS));
  }

  public static void main(String[] arguments) throws IOException {
    CableRules rules = new CableRules();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    RawPeer peer = null;
    for (String line = in.readLine(); !line.equals("go"); line = in.readLine()) {
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "delay" -> rules.delay(Long.parseLong(words[1]));
        case "rule" -> {
          String[] parts = words[1].split(" ", -1);
          rules.add(
              new Scenario.WireRule(
                  parts[0], Integer.parseInt(parts[1]), parts[2], Long.parseLong(parts[3])));
        }
        case "peer" -> {
          peer = new RawPeer(Ipv4Address.parse(words[1]), new MacAddress(0x02_00_00_00_00_77L));
          rules.add(peer);
        }
        case "step" -> peer.step(words[1]);
        case "arp-step" -> peer.arpStep(words[1]);
        default -> throw new IllegalArgumentException(line);
      }
    }
    WireProgram program = new WireProgram(rules);
    Thread thread = new Thread(program::serve);
    thread.setDaemon(true);
    thread.start();
    program.warmUp();
    System.out.println("ready");
    System.out.flush();
    while (in.readLine() != null) {
      // Until the suite is gone.
    }
    Runtime.getRuntime().halt(0);
  }

  /**
   * Sends itself frames of a network that nobody has but a {@link RawPeer}, so that the first real
   * one meets loaded and compiled code.
   */
  private void warmUp() {
    CableRules.selfTest();
    byte[][] frames = RawPeer.questions().stream().map(Frames::emit).toArray(byte[][]::new);
    try {
      for (int i = 0; i < 2 * WARM_UPS; i++) {
        byte[] frame = frames[i % frames.length];
        socket.send(new DatagramPacket(datagram(NOBODY, frame), VXLAN_HEADER + frame.length, self));
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve() {
    byte[] buffer = new byte[2048];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        int side = (buffer[4] & 0xFF) << 16 | (buffer[5] & 0xFF) << 8 | (buffer[6] & 0xFF);
        EthernetFrame frame;
        try {
          frame =
              Frames.parse(
                  Arrays.copyOfRange(buffer, VXLAN_HEADER, packet.getLength()),
                  TransportChecksums.IGNORED);
        } catch (MalformedPacketException e) {
          continue;
        }
        boolean real = side != NOBODY;
        (real ? rules : warm)
            .carry(
                frame,
                side != LAN_SIDE,
                (delay, toClient, out) ->
                    later(
                        delay,
                        real ? toClient ? CLIENT_SIDE : LAN_SIDE : NOBODY,
                        Frames.emit(out)));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] datagram(int side, byte[] frame) {
    byte[] datagram = new byte[VXLAN_HEADER + frame.length];
    datagram[0] = 0x08;
    datagram[6] = (byte) side;
    System.arraycopy(frame, 0, datagram, VXLAN_HEADER, frame.length);
    return datagram;
  }

  private void later(long delayNanos, int side, byte[] frame) {
    byte[] datagram = datagram(side, frame);
    Runnable send =
        () -> {
          try {
            socket.send(new DatagramPacket(datagram, datagram.length, devices, 4789));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    if (delayNanos == 0) {
      send.run();
    } else {
      Object unused = timer.schedule(send, delayNanos, TimeUnit.NANOSECONDS);
    }
  }
}
