package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Connects of our own, past the network; and detours on the way to a backend. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class BypassTest {

  @Test
  void a_connect_within_it_is_real_and_the_next_is_simulated_again() throws IOException {
    try (ServerSocket real = listener()) {
      InetSocketAddress target = (InetSocketAddress) real.getLocalSocketAddress();
      Network network =
          Network.builder().with(Faults.closedPort("127.0.0.1", target.getPort())).build();
      try (LiveNetwork live = SynSent.activate(network)) {
        assertThatThrownBy(() -> connect(target)).isInstanceOf(ConnectException.class);
        Bypass.run(
            () -> {
              connect(target);
              Bypass.run(() -> connect(target));
              connect(target);
            });
        assertThatThrownBy(() -> connect(target)).isInstanceOf(ConnectException.class);
        assertThat(live.connects()).hasSize(2);
      }
    }
  }

  @Test
  void a_detour_is_told_the_backend_and_leads_elsewhere() throws IOException {
    try (ServerSocket backend = listener();
        ServerSocket between = listener()) {
      Network network = Network.builder().with(Faults.reachable("db.example", 5432)).build();
      try (LiveNetwork live = SynSent.activate(network)) {
        InetSocketAddress[] told = new InetSocketAddress[1];
        live.host("db.example").backedBy((InetSocketAddress) backend.getLocalSocketAddress());
        live.host("db.example")
            .detour(
                5432,
                address -> {
                  told[0] = address;
                  return (InetSocketAddress) between.getLocalSocketAddress();
                });
        try (Socket client = new Socket("db.example", 5432);
            Socket accepted = between.accept()) {
          client.getOutputStream().write(7);
          assertThat(accepted.getInputStream().read()).isEqualTo(7);
          assertThat(client.getPort()).isEqualTo(5432);
        }
        assertThat(told[0]).isEqualTo(backend.getLocalSocketAddress());
      }
    }
  }

  @Test
  void a_port_named_on_loopback_leads_to_its_backend() throws IOException {
    try (ServerSocket backend = listener()) {
      InetSocketAddress address = (InetSocketAddress) backend.getLocalSocketAddress();
      // A port that is surely not the backend's.
      int named = address.getPort() == 65001 ? 65002 : 65001;
      Network network = Network.builder().with(Faults.reachable("127.0.0.1", named)).build();
      try (LiveNetwork live = SynSent.activate(network)) {
        live.host("127.0.0.1").backedBy(address);
        try (Socket client = new Socket("127.0.0.1", named);
            Socket accepted = backend.accept()) {
          client.getOutputStream().write(7);
          assertThat(accepted.getInputStream().read()).isEqualTo(7);
        }
      }
    }
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  private static void connect(InetSocketAddress target) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(target, 5000);
    }
  }
}
