package io.synsent.conformance;

import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one arm saw and heard: the packets at the client's own tap, how each connect ended, and when
 * the events really happened. Times are nanoseconds since the first connect began.
 *
 * @param facts kernel, HZ and JDK of a live run, and as {@code state ID} what each socket said of
 *     itself after its connect
 */
record Recording(
    Map<String, String> facts, List<Seen> frames, List<Ended> connects, List<Happened> events) {

  /** A frame at the client's tap. */
  record Seen(long atNanos, String device, Direction direction, EthernetFrame frame) {}

  /**
   * The end of a connect.
   *
   * @param result {@code established}, or the exception with its causes
   */
  record Ended(int id, long beganNanos, long endedNanos, String result) {}

  /** An event and the time that its commands took. */
  record Happened(long fromNanos, long toNanos, String what) {}

  int hz() {
    return Integer.parseInt(facts.getOrDefault("hz", "250"));
  }

  /**
   * Leaves what a live run captured: {@code NAME.eth0.pcap}, {@code NAME.lo.pcap} (if it has
   * packets) and {@code NAME.txt}.
   */
  static void save(
      Path folder, String name, Map<String, List<PcapFile.Packet>> captures, String outcome)
      throws IOException {
    Files.createDirectories(folder);
    for (String device : List.of("eth0", "lo")) {
      Path file = folder.resolve(name + "." + device + ".pcap");
      List<PcapFile.Packet> packets = captures.getOrDefault(device, List.of());
      if (packets.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Files.write(file, PcapFile.write(packets));
      }
    }
    Files.writeString(folder.resolve(name + ".txt"), outcome);
  }

  static boolean exists(Path folder, String name) {
    return Files.exists(folder.resolve(name + ".txt"));
  }

  static Recording load(Path folder, String name) throws IOException {
    Map<String, List<PcapFile.Packet>> captures = new LinkedHashMap<>();
    for (String device : List.of("eth0", "lo")) {
      Path file = folder.resolve(name + "." + device + ".pcap");
      if (Files.exists(file)) {
        captures.put(device, PcapFile.read(Files.readAllBytes(file)));
      }
    }
    return of(captures, Files.readString(folder.resolve(name + ".txt")));
  }

  /** Puts captures and outcome text together. */
  static Recording of(Map<String, List<PcapFile.Packet>> captures, String outcome) {
    Map<String, String> facts = new LinkedHashMap<>();
    List<Ended> connects = new ArrayList<>();
    List<Happened> events = new ArrayList<>();
    for (String line : outcome.lines().toList()) {
      String[] words = line.split(" ", 5);
      if (words[0].equals("connect")) {
        connects.add(
            new Ended(Integer.parseInt(words[1]), nanos(words[2]), nanos(words[3]), words[4]));
      } else if (words[0].equals("event")) {
        String[] parts = line.split(" ", 4);
        events.add(new Happened(nanos(parts[1]), nanos(parts[2]), parts[3]));
      } else if (line.contains(": ")) {
        facts.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
      }
    }
    long baseMicros = Long.parseLong(facts.get("base"));
    MacAddress own = MacAddress.ZERO;
    if (facts.containsKey("mac")) {
      own = new MacAddress(Long.parseLong(facts.get("mac").replace(":", ""), 16));
    }
    List<Seen> frames = new ArrayList<>();
    for (Map.Entry<String, List<PcapFile.Packet>> capture : captures.entrySet()) {
      for (PcapFile.Packet packet : capture.getValue()) {
        if (!packet.isCompared()) {
          continue;
        }
        EthernetFrame frame = packet.frame();
        String device = packet.device().orElse(capture.getKey());
        Direction direction = packet.direction().orElse(Direction.IN);
        if (packet.direction().isEmpty() && !device.equals("lo") && frame.source().equals(own)) {
          direction = Direction.OUT;
        }
        frames.add(new Seen((packet.epochMicros() - baseMicros) * 1000, device, direction, frame));
      }
    }
    frames.sort(Comparator.comparingLong(Seen::atNanos));
    return new Recording(facts, frames, connects, events);
  }

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
  }

  private static long nanos(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1e9);
  }
}
