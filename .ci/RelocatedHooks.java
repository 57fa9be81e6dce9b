import io.synsent.engine.fault.Faults;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.Installation;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.SynSent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * One simulated connect with the built jar and nothing else of ours on the class path. Tests see the unshaded classes, and Byte Buddy
 * looks its agent classes up by name: only a run shows that the relocation caught the names too.
 */
public final class RelocatedHooks {
  public static void main(String[] args) throws Exception {
    Installation installed = SynSent.install();
    Network network = Network.builder().with(Faults.closedPort("192.168.31.7", 8081)).build();
    try (LiveNetwork live = SynSent.activate(network);
        Socket socket = new Socket()) {
      try {
        socket.connect(new InetSocketAddress("192.168.31.7", 8081), 5000);
        throw new IllegalStateException("the simulated closed port accepted a connect");
      } catch (ConnectException expected) {
        require(live.connects().size() == 1, "one simulated connect, not " + live.connects().size());
      }
    }
    require(installed.uninstall(), "the hooks come out at once, nothing is pending");
    require(installed.awaitRemoved(Duration.ofSeconds(10)), "the hooks are out after 10 s");
    System.out.println("hooks of the built jar: work on Java " + Runtime.version().feature());
  }

  private static void require(boolean holds, String what) throws IOException {
    if (!holds) {
      throw new IllegalStateException("expected: " + what);
    }
  }
}
