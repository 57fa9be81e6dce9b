package io.synsent.examples.lab;

import io.synsent.engine.report.ConnectReport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A captured packet in few words, from tcpdump's: {@code > SYN}, {@code < ICMP host … unreachable}.
 */
final class PacketWords {

  private static final Pattern ARP_REQUEST =
      Pattern.compile("ARP, Request who-has (\\S+?)(?: \\(\\S+\\))? tell .*");
  private static final Pattern ARP_REPLY = Pattern.compile("ARP, Reply (\\S+) is-at .*");
  private static final Pattern TCP = Pattern.compile(".*: Flags \\[(\\S+)\\].*");
  private static final Pattern ICMP =
      Pattern.compile("IP6? \\S+ > \\S+: (.*?)(?:, length [0-9]+)?");

  private PacketWords() {}

  static String of(String tcpdump, ConnectReport report) {
    Matcher request = ARP_REQUEST.matcher(tcpdump);
    if (request.matches()) {
      boolean ours = !request.group(1).equals(report.localAddress().toString());
      return (ours ? "> " : "< ") + "ARP who-has " + request.group(1);
    }
    Matcher reply = ARP_REPLY.matcher(tcpdump);
    if (reply.matches()) {
      boolean ours = reply.group(1).equals(report.localAddress().toString());
      return (ours ? "> " : "< ") + "ARP " + reply.group(1) + " is-at";
    }
    String arrow = isFrom(report.localAddress().toString(), tcpdump) ? "> " : "< ";
    Matcher tcp = TCP.matcher(tcpdump);
    if (tcp.matches()) {
      return arrow + flags(tcp.group(1));
    }
    Matcher icmp = ICMP.matcher(tcpdump);
    return icmp.matches() ? arrow + icmp.group(1) : arrow + tcpdump;
  }

  private static boolean isFrom(String address, String tcpdump) {
    return tcpdump.startsWith("IP " + address + ".")
        || tcpdump.startsWith("IP " + address + " ")
        || tcpdump.startsWith("IP6 " + address + ".")
        || tcpdump.startsWith("IP6 " + address + " ");
  }

  private static String flags(String letters) {
    return switch (letters) {
      case "S" -> "SYN";
      case "S." -> "SYN-ACK";
      case "R", "R." -> "RST";
      case "F", "F." -> "FIN";
      case "." -> "ACK";
      default -> "TCP [" + letters + "]";
    };
  }
}
