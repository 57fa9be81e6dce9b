package io.synsent.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import eu.rekawek.toxiproxy.model.toxic.ResetPeer;
import eu.rekawek.toxiproxy.model.toxic.Slicer;
import eu.rekawek.toxiproxy.model.toxic.SlowClose;
import eu.rekawek.toxiproxy.model.toxic.Timeout;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Every call of the Toxiproxy Java client, against the embedded server. */
class JavaClientTest {
  private Peers peers;
  private ToxiproxyClient client;

  @BeforeEach
  void start() throws IOException {
    peers = new Peers();
    client = peers.client();
  }

  @AfterEach
  void close() throws IOException {
    peers.close();
  }

  @Test
  void version() throws IOException {
    assertThat(JsonParser.parseString(client.version()).getAsJsonObject().get("version"))
        .hasToString("\"2.12.0\"");
  }

  @Test
  void create_proxy_on_a_free_port() throws IOException {
    Proxy proxy = client.createProxy("db", "127.0.0.1:0", "127.0.0.1:1");
    assertThat(proxy.getName()).isEqualTo("db");
    assertThat(proxy.getListen()).matches("127\\.0\\.0\\.1:[1-9][0-9]*");
    assertThat(proxy.getUpstream()).isEqualTo("127.0.0.1:1");
    assertThat(proxy.isEnabled()).isTrue();
    assertThat(proxy.toxics().getAll()).isEmpty();
  }

  @Test
  void create_proxy_twice_is_a_conflict() throws IOException {
    client.createProxy("db", "127.0.0.1:0", "127.0.0.1:1");
    assertThatThrownBy(() -> client.createProxy("db", "127.0.0.1:0", "127.0.0.1:1"))
        .isInstanceOf(IOException.class)
        .hasMessage("[409] proxy already exists");
  }

  @Test
  void create_proxy_on_a_taken_port_fails_and_leaves_no_proxy() throws IOException {
    Proxy first = client.createProxy("a", "127.0.0.1:0", "127.0.0.1:1");
    assertThatThrownBy(() -> client.createProxy("b", first.getListen(), "127.0.0.1:1"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("[500] listen tcp " + first.getListen() + ": ");
    assertThat(client.getProxies()).extracting(Proxy::getName).containsExactly("a");
  }

  @Test
  void get_proxies_sorted_by_name() throws IOException {
    assertThat(client.getProxies()).isEmpty();
    client.createProxy("b", "127.0.0.1:0", "127.0.0.1:1");
    client.createProxy("a", "127.0.0.1:0", "127.0.0.1:2");
    assertThat(client.getProxies()).extracting(Proxy::getName).containsExactly("a", "b");
  }

  @Test
  void get_proxy_and_get_proxy_or_null() throws IOException {
    client.createProxy("db", "127.0.0.1:0", "127.0.0.1:1");
    assertThat(client.getProxy("db").getUpstream()).isEqualTo("127.0.0.1:1");
    assertThat(client.getProxyOrNull("db")).isNotNull();
    assertThat(client.getProxyOrNull("cache")).isNull();
    assertThatThrownBy(() -> client.getProxy("cache")).hasMessage("[404] proxy not found");
  }

  /** Alone: a port that is free again may be taken by a test that runs meanwhile. */
  @ResourceLock(Resources.GLOBAL)
  @Test
  void disable_refuses_and_enable_listens_on_the_same_port() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.disable();
    assertThat(proxy.isEnabled()).isFalse();
    assertThatThrownBy(() -> peers.connect(proxy)).isInstanceOf(ConnectException.class);
    proxy.enable();
    assertThat(proxy.isEnabled()).isTrue();
    assertEchoes(proxy);
  }

  @Test
  void set_upstream_leads_new_connections_elsewhere_and_drops_the_old() throws IOException {
    Proxy proxy = peers.proxyTo(socket -> socket.getOutputStream().write('1'));
    int second = peers.server(socket -> socket.getOutputStream().write('2')).getLocalPort();
    Proxy kept = peers.proxyTo(Peers.ECHO);
    Socket old = peers.connect(kept);
    assertThat(peers.connect(proxy).getInputStream().read()).isEqualTo('1');
    proxy.setUpstream("127.0.0.1:" + second);
    assertThat(proxy.getUpstream()).isEqualTo("127.0.0.1:" + second);
    assertThat(peers.connect(proxy).getInputStream().read()).isEqualTo('2');
    kept.setUpstream("127.0.0.1:" + second);
    assertThat(old.getInputStream().read()).isEqualTo(-1);
  }

  /** Alone: a port that is free again may be taken by a test that runs meanwhile. */
  @ResourceLock(Resources.GLOBAL)
  @Test
  void set_listen_moves_the_port() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    int before = Peers.portOf(proxy);
    proxy.setListen("localhost:0");
    assertThat(Peers.portOf(proxy)).isNotEqualTo(before);
    assertEchoes(proxy);
    assertThatThrownBy(() -> new Socket(InetAddress.getByName("127.0.0.1"), before).close())
        .isInstanceOf(ConnectException.class);
  }

  /** Alone: a port that is free again may be taken by a test that runs meanwhile. */
  @ResourceLock(Resources.GLOBAL)
  @Test
  void delete_frees_the_port() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Socket socket = peers.connect(proxy);
    proxy.delete();
    assertThatThrownBy(() -> peers.connect(proxy)).isInstanceOf(ConnectException.class);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(client.getProxies()).isEmpty();
  }

  @Test
  void reset_enables_every_proxy_and_removes_every_toxic() throws IOException {
    Proxy disabled = peers.proxyTo(Peers.ECHO);
    Proxy poisoned = peers.proxyTo(Peers.ECHO);
    disabled.disable();
    poisoned.toxics().timeout("silence", ToxicDirection.UPSTREAM, 0);
    client.reset();
    assertEchoes(disabled);
    assertEchoes(poisoned);
    assertThat(poisoned.toxics().getAll()).isEmpty();
  }

  @Test
  void latency() throws IOException {
    ToxicList toxics = toxics();
    Latency made = toxics.latency("t", ToxicDirection.UPSTREAM, 100).setJitter(20);
    made.setLatency(250);
    Latency read = toxics.get("t", Latency.class);
    assertThat(read.getLatency()).isEqualTo(250);
    assertThat(read.getJitter()).isEqualTo(20);
    assertThat(read.getStream()).isEqualTo(ToxicDirection.UPSTREAM);
    assertThat(read.getToxicity()).isEqualTo(1);
  }

  @Test
  void bandwidth() throws IOException {
    ToxicList toxics = toxics();
    toxics.bandwidth("t", ToxicDirection.DOWNSTREAM, 100).setRate(2000);
    assertThat(toxics.get("t", Bandwidth.class).getRate()).isEqualTo(2000);
    assertThat(toxics.get("t").getStream()).isEqualTo(ToxicDirection.DOWNSTREAM);
  }

  @Test
  void slow_close() throws IOException {
    ToxicList toxics = toxics();
    toxics.slowClose("t", ToxicDirection.DOWNSTREAM, 100).setDelay(300);
    assertThat(toxics.get("t", SlowClose.class).getDelay()).isEqualTo(300);
  }

  @Test
  void timeout() throws IOException {
    ToxicList toxics = toxics();
    toxics.timeout("t", ToxicDirection.DOWNSTREAM, 100).setTimeout(300);
    assertThat(toxics.get("t", Timeout.class).getTimeout()).isEqualTo(300);
  }

  @Test
  void reset_peer() throws IOException {
    ToxicList toxics = toxics();
    toxics.resetPeer("t", ToxicDirection.DOWNSTREAM, 100).setTimeout(300);
    assertThat(toxics.get("t", ResetPeer.class).getTimeout()).isEqualTo(300);
  }

  @Test
  void slicer() throws IOException {
    ToxicList toxics = toxics();
    toxics
        .slicer("t", ToxicDirection.DOWNSTREAM, 10, 5)
        .setAverageSize(20)
        .setSizeVariation(3)
        .setDelay(7);
    Slicer read = toxics.get("t", Slicer.class);
    assertThat(read.getAverageSize()).isEqualTo(20);
    assertThat(read.getSizeVariation()).isEqualTo(3);
    assertThat(read.getDelay()).isEqualTo(7);
  }

  @Test
  void limit_data() throws IOException {
    ToxicList toxics = toxics();
    toxics.limitData("t", ToxicDirection.DOWNSTREAM, 100).setBytes(300);
    assertThat(toxics.get("t", LimitData.class).getBytes()).isEqualTo(300);
  }

  @Test
  void toxicity_is_kept_and_changed() throws IOException {
    ToxicList toxics = toxics();
    Latency toxic = toxics.latency("t", ToxicDirection.DOWNSTREAM, 100);
    toxic.setToxicity(0.25f);
    assertThat(toxic.getToxicity()).isEqualTo(0.25f);
    assertThat(toxics.get("t").getToxicity()).isEqualTo(0.25f);
    assertThat(toxics.get("t", Latency.class).getLatency()).isEqualTo(100);
  }

  @Test
  void get_all_lists_upstream_before_downstream_in_the_order_of_adding() throws IOException {
    ToxicList toxics = toxics();
    toxics.latency("d1", ToxicDirection.DOWNSTREAM, 1);
    toxics.latency("u1", ToxicDirection.UPSTREAM, 1);
    toxics.bandwidth("d2", ToxicDirection.DOWNSTREAM, 1);
    toxics.bandwidth("u2", ToxicDirection.UPSTREAM, 1);
    assertThat(toxics.getAll()).extracting(Toxic::getName).containsExactly("u1", "u2", "d1", "d2");
  }

  @Test
  void remove_toxic() throws IOException {
    ToxicList toxics = toxics();
    Toxic toxic = toxics.latency("t", ToxicDirection.DOWNSTREAM, 1);
    toxic.remove();
    assertThat(toxics.getAll()).isEmpty();
    assertThatThrownBy(() -> toxics.get("t")).hasMessage("[404] toxic not found");
  }

  @Test
  void a_toxic_of_a_name_that_is_taken_is_a_conflict_in_the_other_direction_too()
      throws IOException {
    ToxicList toxics = toxics();
    toxics.latency("t", ToxicDirection.DOWNSTREAM, 1);
    assertThatThrownBy(() -> toxics.bandwidth("t", ToxicDirection.UPSTREAM, 1))
        .hasMessage("[409] toxic already exists");
  }

  /** Alone: a port that is free again may be taken by a test that runs meanwhile. */
  @ResourceLock(Resources.GLOBAL)
  @Test
  void a_closed_server_says_so() throws IOException {
    peers.toxiproxy().close();
    assertThatThrownBy(client::getProxies).isInstanceOf(ConnectException.class);
  }

  private ToxicList toxics() throws IOException {
    return client.createProxy("db", "127.0.0.1:0", "127.0.0.1:1").toxics();
  }

  private void assertEchoes(Proxy proxy) throws IOException {
    Socket socket = peers.connect(proxy);
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }
}
