package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.topology.Network;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.Test;

class NamesTest extends InterceptedTest {

  @Test
  void a_simulated_name_leads_to_its_host() throws Exception {
    try (Socket socket = new Socket(NAME, OPEN)) {
      assertThat(socket.getInetAddress().getHostName()).isEqualTo(NAME);
      echoes(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput);
    }
  }

  @Test
  void a_simulated_name_never_enters_the_jvms_cache() throws Exception {
    network.close();
    // A name that every machine knows from its hosts file: looking it up asks no server.
    network =
        SynSent.activate(
            Network.builder().host("192.168.31.70").name("localhost", "192.168.31.70").build());
    assertThat(InetAddress.getByName("localhost").getHostAddress()).isEqualTo("192.168.31.70");
    network.close();

    assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
  }

  @Test
  void a_simulated_address_has_its_hosts_name() throws Exception {
    InetAddress address = InetAddress.getByName(NAME);

    assertThat(InetAddress.getByAddress(address.getAddress()).getHostName()).isEqualTo(NAME);
    assertThat(InetAddress.getByName(ABSENT).getHostName()).isEqualTo(ABSENT);
  }

  @Test
  void reachable_is_what_the_simulated_host_answers() throws Exception {
    assertThat(InetAddress.getByName(REACHABLE).isReachable(2000)).isTrue();
    assertThat(InetAddress.getByName(ABSENT).isReachable(100)).isFalse();
  }

  @Test
  void a_datagram_to_a_simulated_address_stays_here() throws Exception {
    byte[] data = {1, 2, 3};
    try (DatagramSocket connected = new DatagramSocket();
        DatagramSocket unconnected = new DatagramSocket();
        DatagramChannel channel = DatagramChannel.open()) {
      connected.connect(InetAddress.getByName(REACHABLE), 53);
      connected.send(new DatagramPacket(data, data.length));
      unconnected.send(new DatagramPacket(data, data.length, at(ABSENT, 53)));
      assertThat(channel.send(ByteBuffer.wrap(data), at(ABSENT, 53))).isEqualTo(3);

      assertThat(connected.getInetAddress().getHostAddress()).isEqualTo(REACHABLE);
    }
    assertThat(network.observedConnects()).isEmpty();
  }

  @Test
  void a_datagram_to_loopback_arrives() throws Exception {
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket sender = new DatagramSocket()) {
      receiver.setSoTimeout(2000);
      sender.send(
          new DatagramPacket(
              new byte[] {7},
              1,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), receiver.getLocalPort())));
      DatagramPacket received = new DatagramPacket(new byte[1], 1);
      receiver.receive(received);

      assertThat(received.getData()[0]).isEqualTo((byte) 7);
    }
  }
}
