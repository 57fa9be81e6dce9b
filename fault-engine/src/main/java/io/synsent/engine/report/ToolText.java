package io.synsent.engine.report;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Outcome;
import java.util.List;

/** What the tools of Linux would have shown of a connect, in their words. */
final class ToolText {

  private ToolText() {}

  /**
   * {@code ss -tan}: state, Recv-Q, Send-Q, local and peer address. In SYN-SENT Send-Q is 1: the
   * SYN itself is not acknowledged (tcp_diag_get_info: write_seq - snd_una).
   */
  static String ss(ConnectAttempt connect) {
    if (connect.localPort() == 0) {
      return "";
    }
    boolean established = connect.outcome().filter(Outcome::isEstablished).isPresent();
    return (established ? "ESTAB 0 0 " : "SYN-SENT 0 1 ")
        + connect.localAddress().withPort(connect.localPort())
        + " "
        + connect.target().withPort(connect.port());
  }

  /** {@code ip neigh}: address, device, MAC address and state, as the journal leaves them. */
  static String ipNeigh(String client, IpAddress nextHop, List<JournalEntry> entries) {
    String state = "";
    String device = "eth0";
    MacAddress mac = null;
    for (JournalEntry entry : entries) {
      if (!entry.host().equals(client)) {
        continue;
      }
      CapturedFrame frame = entry.frame();
      if (frame != null && !frame.device().equals("lo")) {
        device = frame.device();
        Resolution resolution = Resolution.in(frame.frame().payload());
        if (resolution == null && frame.direction() == Direction.OUT) {
          mac = frame.frame().destination();
        } else if (resolution != null && resolution.about().equals(nextHop)) {
          mac = resolution.mac() == null ? mac : resolution.mac();
        }
      } else if (frame == null
          && entry.layer() == Layer.NEIGHBOUR
          && entry.subject().equals(nextHop.toString())) {
        state = StateChange.in(entry).map(StateChange::to).orElse(state);
      }
    }
    boolean known = mac != null && !state.equals("INCOMPLETE") && !state.equals("FAILED");
    return state.isEmpty()
        ? ""
        : nextHop + " dev " + device + (known ? " lladdr " + mac : "") + " " + state;
  }
}
