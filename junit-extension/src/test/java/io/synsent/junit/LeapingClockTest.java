package io.synsent.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.timelapse.Lapse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What AUTO must not leap over. */
@Isolated
@TimeLapse(TimeLapse.AUTO)
class LeapingClockTest {

  private static final int ROUNDS = 20;

  /**
   * A request in two small writes: the second leaves when the first is acknowledged (Nagle, RFC
   * 896), and once the two have talked for a while the kernel puts that off by 40 ms, in which no
   * thread runs and nothing but the client's timeout is due.
   */
  @Test
  void read_does_not_time_out_while_the_kernel_holds_the_data_back(Lapse lapse) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      Thread answering = new Thread(() -> answerPairs(accepted), "answering");
      answering.setDaemon(true);
      answering.start();
      client.setSoTimeout(3_000);
      for (int round = 0; round < ROUNDS; round++) {
        client.getOutputStream().write('a');
        client.getOutputStream().write('b');
        assertThat(client.getInputStream().read()).as("round %d", round).isEqualTo('!');
      }
    }
    assertThat(lapse.simulated().toSeconds()).isLessThan(3);
  }

  private static void answerPairs(Socket accepted) {
    try {
      InputStream in = accepted.getInputStream();
      while (in.readNBytes(2).length == 2) {
        accepted.getOutputStream().write('!');
      }
    } catch (IOException closed) {
      return;
    }
  }
}
