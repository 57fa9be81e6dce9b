package io.synsent.junit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.synsent.intercept.ProcessClock;
import io.synsent.timelapse.TimeLapse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** In a time-lapse the toxics of the server inside this JVM keep to the application's clock. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class ToxicTimeLapseTest {

  @Test
  void a_latency_passes_as_fast_as_the_clock() throws IOException {
    try (ServerSocket server =
            new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        ToxiproxyAccess toxiproxy = ToxiproxyAccess.embedded(1)) {
      Proxy proxy = toxiproxy.createProxy("slow");
      toxiproxy.setUpstream(proxy, "127.0.0.1:" + server.getLocalPort());
      proxy.toxics().latency("l", ToxicDirection.UPSTREAM, 60_000);
      try (Socket client = new Socket()) {
        client.connect(toxiproxy.addressOf(proxy));
        try (Socket accepted = server.accept();
            TimeLapse lapse = TimeLapse.start(200)) {
          long wall = ProcessClock.wallNanos();
          long application = ProcessClock.line().applicationAt(wall);
          client.getOutputStream().write(7);
          assertThat(accepted.getInputStream().read()).isEqualTo(7);
          long wallAfter = ProcessClock.wallNanos();
          long applicationAfter = ProcessClock.line().applicationAt(wallAfter);
          assertThat((applicationAfter - application) / 1_000_000).isGreaterThanOrEqualTo(59_990);
          assertThat((wallAfter - wall) / 1_000_000).isLessThan(30_000);
          assertThat(lapse).isNotNull();
        }
      }
    }
  }
}
