package io.synsent.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each toxic does to the bytes, seen from real sockets. Delays are checked from below, where
 * they are exact; how far above they end is measured by hand, on a machine that does nothing else.
 */
class ToxicsTest {
  private static final ToxicDirection UP = ToxicDirection.UPSTREAM;
  private static final ToxicDirection DOWN = ToxicDirection.DOWNSTREAM;

  private Peers peers;

  @BeforeEach
  void start() throws IOException {
    peers = new Peers();
  }

  @AfterEach
  void close() throws IOException {
    peers.close();
  }

  // No toxic, and toxics that must not lose a byte.

  @Test
  void without_a_toxic_every_byte_arrives_in_order() throws IOException {
    assertArrivesWhole(peers.proxyTo(Peers.SUM), 20_000_000);
    assertComesBackWhole(peers.proxyTo(Peers.ECHO), 5_000_000);
  }

  @ParameterizedTest
  @EnumSource(ToxicDirection.class)
  void no_toxic_that_delays_loses_or_reorders_a_byte(ToxicDirection direction) throws IOException {
    Proxy latency = peers.proxyTo(Peers.ECHO);
    latency.toxics().latency("l", direction, 10).setJitter(10);
    assertComesBackWhole(latency, 3_000_000);
    Proxy slicer = peers.proxyTo(Peers.ECHO);
    slicer.toxics().slicer("s", direction, 100, 0).setSizeVariation(99);
    assertComesBackWhole(slicer, 1_000_000);
    Proxy bandwidth = peers.proxyTo(Peers.ECHO);
    bandwidth.toxics().bandwidth("b", direction, 5_000);
    assertComesBackWhole(bandwidth, 1_000_000);
    Proxy slowClose = peers.proxyTo(Peers.ECHO);
    slowClose.toxics().slowClose("c", direction, 50);
    assertComesBackWhole(slowClose, 1_000_000);
    Proxy chain = peers.proxyTo(Peers.ECHO);
    chain.toxics().slicer("s", direction, 1000, 1);
    chain.toxics().latency("l", direction, 20).setJitter(20);
    chain.toxics().bandwidth("b", direction, 2_000);
    assertComesBackWhole(chain, 400_000);
  }

  @Test
  void toxics_that_come_change_and_go_in_mid_stream_lose_nothing() throws Exception {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    byte[] sent = Peers.randomBytes(6_000_000);
    CompletableFuture<byte[]> echoed = CompletableFuture.supplyAsync(() -> comesBack(proxy, sent));
    for (int i = 0; i < 10 && !echoed.isDone(); i++) {
      Latency latency = proxy.toxics().latency("l", i % 2 == 0 ? UP : DOWN, 30);
      Toxic slicer = proxy.toxics().slicer("s", i % 2 == 0 ? UP : DOWN, 5_000, 10);
      Bandwidth bandwidth = proxy.toxics().bandwidth("b", i % 2 == 0 ? UP : DOWN, 10_000);
      latency.setJitter(20);
      bandwidth.setRate(20_000);
      latency.setToxicity(0);
      slicer.remove();
      latency.setToxicity(1);
      bandwidth.remove();
      latency.remove();
    }
    assertThat(echoed.get(60, TimeUnit.SECONDS)).isEqualTo(sent);
  }

  // latency

  @ParameterizedTest
  @EnumSource(ToxicDirection.class)
  void latency_delays_every_byte(ToxicDirection direction) throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Socket socket = peers.connect(proxy);
    proxy.toxics().latency("l", direction, 150);
    assertThat(millisOfEcho(socket)).isBetween(149.0, 10_000.0);
    assertThat(millisOfEcho(socket)).isBetween(149.0, 10_000.0);
  }

  @Test
  void latencies_add_up() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().latency("a", DOWN, 60);
    proxy.toxics().latency("b", DOWN, 70);
    proxy.toxics().latency("c", UP, 50);
    assertThat(millisOfEcho(peers.connect(proxy))).isBetween(179.0, 10_000.0);
  }

  @Test
  void jitter_spreads_evenly_around_the_latency() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().latency("l", DOWN, 20).setJitter(15);
    Socket socket = peers.connect(proxy);
    double fastest = Double.MAX_VALUE;
    double slowest = 0;
    for (int i = 0; i < 40; i++) {
      double millis = millisOfEcho(socket);
      fastest = Math.min(fastest, millis);
      slowest = Math.max(slowest, millis);
    }
    assertThat(fastest).isGreaterThanOrEqualTo(5.0 - 0.5).isLessThan(20);
    assertThat(slowest).isGreaterThan(20);
  }

  @Test
  void latency_is_no_limit_of_the_rate() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.SUM);
    proxy.toxics().latency("l", UP, 100);
    long begin = System.nanoTime();
    assertArrivesWhole(proxy, 16_000_000);
    // A window of the usual 64 KiB would make it 24 s.
    assertThat(millisSince(begin)).isLessThan(12_000);
  }

  @Test
  void a_latency_that_is_removed_lets_go_at_once() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Toxic toxic = proxy.toxics().latency("l", DOWN, 3_600_000);
    Socket socket = peers.connect(proxy);
    socket.getOutputStream().write("held".getBytes(StandardCharsets.US_ASCII));
    assertNothingFor(socket, 100);
    toxic.remove();
    assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("held");
  }

  @Test
  void a_latency_that_is_changed_counts_anew_from_when_the_bytes_came() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Latency toxic = proxy.toxics().latency("l", DOWN, 3_600_000);
    Socket socket = peers.connect(proxy);
    long begin = System.nanoTime();
    socket.getOutputStream().write(1);
    assertNothingFor(socket, 50);
    toxic.setLatency(200);
    assertThat(socket.getInputStream().read()).isEqualTo(1);
    assertThat(millisSince(begin)).isBetween(199.0, 10_000.0);
  }

  @Test
  void a_toxicity_of_nothing_spares_a_running_connection() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Latency toxic = proxy.toxics().latency("l", DOWN, 3_600_000);
    Socket socket = peers.connect(proxy);
    socket.getOutputStream().write(1);
    assertNothingFor(socket, 50);
    toxic.setToxicity(0);
    assertThat(socket.getInputStream().read()).isEqualTo(1);
    assertThat(millisOfEcho(socket)).isLessThan(5_000);
  }

  // bandwidth

  @ParameterizedTest
  @EnumSource(ToxicDirection.class)
  void bandwidth_is_in_kilobytes_of_1000_bytes(ToxicDirection direction) throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().bandwidth("b", direction, 1_000);
    long begin = System.nanoTime();
    assertComesBackWhole(proxy, 600_000);
    assertThat(millisSince(begin)).isBetween(599.0, 10_000.0);
  }

  @Test
  void a_low_bandwidth_drips() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().bandwidth("b", DOWN, 1);
    Socket socket = peers.connect(proxy);
    long begin = System.nanoTime();
    socket.getOutputStream().write(new byte[400]);
    assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
    assertThat(millisSince(begin)).isGreaterThanOrEqualTo(99);
    assertThat(socket.getInputStream().readNBytes(300)).hasSize(300);
    assertThat(millisSince(begin)).isBetween(399.0, 10_000.0);
  }

  @Test
  void a_bandwidth_of_nothing_holds_everything_until_it_is_changed() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Bandwidth toxic = proxy.toxics().bandwidth("b", DOWN, 0);
    Socket socket = peers.connect(proxy);
    socket.getOutputStream().write("held".getBytes(StandardCharsets.US_ASCII));
    assertNothingFor(socket, 150);
    toxic.setRate(1_000);
    assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("held");
  }

  // slow_close

  @ParameterizedTest
  @EnumSource(ToxicDirection.class)
  void slow_close_delays_the_end_and_nothing_else(ToxicDirection direction) throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().slowClose("c", direction, 250);
    Socket socket = peers.connect(proxy);
    socket.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("abc");
    long begin = System.nanoTime();
    socket.shutdownOutput();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(millisSince(begin)).isBetween(249.0, 10_000.0);
  }

  // timeout

  @ParameterizedTest
  @EnumSource(ToxicDirection.class)
  void timeout_drops_everything_and_closes(ToxicDirection direction) throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().timeout("t", direction, 250);
    Socket socket = peers.connect(proxy);
    long begin = System.nanoTime();
    socket.getOutputStream().write("lost".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(millisSince(begin)).isBetween(249.0, 10_000.0);
  }

  @Test
  void timeout_of_0_closes_when_it_is_removed() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Socket socket = peers.connect(proxy);
    assertThat(millisOfEcho(socket)).isPositive();
    Toxic toxic = proxy.toxics().timeout("t", UP, 0);
    socket.getOutputStream().write("lost".getBytes(StandardCharsets.US_ASCII));
    assertNothingFor(socket, 150);
    toxic.remove();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  // reset_peer

  @ParameterizedTest
  @EnumSource(ToxicDirection.class)
  void reset_peer_resets_both_sides(ToxicDirection direction) throws Exception {
    CompletableFuture<Throwable> seenByServer = new CompletableFuture<>();
    Proxy proxy =
        peers.proxyTo(
            socket -> {
              try {
                socket.getOutputStream().write(1);
                InputStream in = socket.getInputStream();
                int read = in.read();
                while (read >= 0) {
                  read = in.read();
                }
                seenByServer.complete(new AssertionError("no reset, but an orderly end"));
              } catch (IOException e) {
                seenByServer.complete(e);
              }
            });
    proxy.toxics().resetPeer("r", direction, 200);
    Socket socket = peers.connect(proxy);
    long begin = System.nanoTime();
    socket.getOutputStream().write(1);
    assertThatThrownBy(
            () -> {
              socket.getInputStream().read();
              socket.getInputStream().read();
            })
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    assertThat(millisSince(begin)).isBetween(190.0, 10_000.0);
    assertThat(seenByServer.get(10, TimeUnit.SECONDS)).hasMessage("Connection reset");
  }

  @Test
  void reset_peer_of_0_resets_a_running_connection_with_its_next_byte() throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    Socket socket = peers.connect(proxy);
    assertThat(millisOfEcho(socket)).isPositive();
    proxy.toxics().resetPeer("r", UP, 0);
    assertNothingFor(socket, 50);
    socket.getOutputStream().write(1);
    assertThatThrownBy(() -> socket.getInputStream().read()).hasMessage("Connection reset");
  }

  // slicer

  @Test
  void slicer_cuts_and_delays() throws IOException {
    Proxy proxy = peers.proxyTo(socket -> socket.getOutputStream().write(new byte[200]));
    proxy.toxics().slicer("s", DOWN, 20, 30_000).setSizeVariation(5);
    long begin = System.nanoTime();
    Socket socket = peers.connect(proxy);
    byte[] buffer = new byte[200];
    List<Integer> sizes = new ArrayList<>();
    InputStream in = socket.getInputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      sizes.add(n);
    }
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
    // 200 bytes are at least 8 pieces of at most 25; the first reads cannot hold more than one.
    assertThat(sizes.get(0)).isBetween(1, 25);
    assertThat(millisSince(begin)).isBetween(7 * 30.0 - 1, 10_000.0);
  }

  // limit_data

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 65_535, 65_536, 65_537, 1_500_000})
  void limit_data_lets_through_exactly_so_many_bytes(int bytes) throws IOException {
    byte[] sent = Peers.randomBytes(2_000_000);
    Proxy proxy = peers.proxyTo(socket -> socket.getOutputStream().write(sent));
    proxy.toxics().limitData("l", DOWN, bytes);
    byte[] read = peers.connect(proxy).getInputStream().readAllBytes();
    assertThat(read).hasSize(bytes).isEqualTo(Arrays.copyOf(sent, bytes));
  }

  @Test
  void limit_data_reaches_a_client_that_reads_late_and_writes_on() throws Exception {
    byte[] sent = Peers.randomBytes(4_000_000);
    Proxy proxy =
        peers.proxyTo(
            socket -> {
              socket.getOutputStream().write(sent);
              socket.getInputStream().readAllBytes();
            });
    proxy.toxics().limitData("l", DOWN, 3_000_000);
    Socket socket = peers.connect(proxy);
    for (int i = 0; i < 20; i++) {
      socket.getOutputStream().write(new byte[100]);
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(socket.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(sent, 3_000_000));
  }

  @Test
  void limit_data_upstream_cuts_what_the_server_gets() throws Exception {
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    Proxy proxy = peers.proxyTo(socket -> got.complete(socket.getInputStream().readAllBytes()));
    proxy.toxics().limitData("l", UP, 10);
    Socket socket = peers.connect(proxy);
    socket.getOutputStream().write("0123456789abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(got.get(10, TimeUnit.SECONDS)).asString().isEqualTo("0123456789");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void what_a_limit_let_through_still_meets_the_toxics_behind_it() throws IOException {
    Proxy proxy = peers.proxyTo(socket -> socket.getOutputStream().write(new byte[100]));
    proxy.toxics().limitData("limit", DOWN, 10);
    proxy.toxics().latency("late", DOWN, 200);
    long begin = System.nanoTime();
    assertThat(peers.connect(proxy).getInputStream().readAllBytes()).hasSize(10);
    assertThat(millisSince(begin)).isBetween(199.0, 10_000.0);
  }

  @Test
  void toxics_work_in_the_order_of_the_list() throws IOException {
    // A limit behind a timeout sees no byte, so the timeout closes; before it, the limit does.
    Proxy limitLast = peers.proxyTo(socket -> sendAndWait(socket, 100));
    limitLast.toxics().timeout("silence", DOWN, 300);
    limitLast.toxics().limitData("limit", DOWN, 10);
    long begin = System.nanoTime();
    assertThat(peers.connect(limitLast).getInputStream().readAllBytes()).isEmpty();
    assertThat(millisSince(begin)).isGreaterThanOrEqualTo(299);
    Proxy limitFirst = peers.proxyTo(socket -> sendAndWait(socket, 100));
    limitFirst.toxics().limitData("limit", DOWN, 10);
    limitFirst.toxics().timeout("silence", DOWN, 3_600_000);
    assertThat(peers.connect(limitFirst).getInputStream().readAllBytes()).isEmpty();
  }

  // toxicity

  @Test
  void toxicity_strikes_the_share_of_connections_it_says() throws IOException {
    List<Boolean> struck = struckConnections(1, 0.4f, 200);
    assertThat(struck.stream().filter(hit -> hit).count()).isCloseTo(80, within(35L));
    assertThat(struckConnections(1, 0, 10)).containsOnly(false);
    assertThat(struckConnections(1, 1, 10)).containsOnly(true);
  }

  @Test
  void the_same_seed_strikes_the_same_connections() throws IOException {
    List<Boolean> first = struckConnections(42, 0.5f, 60);
    assertThat(struckConnections(42, 0.5f, 60)).isEqualTo(first);
    assertThat(struckConnections(43, 0.5f, 60)).isNotEqualTo(first);
  }

  /** A struck connection is closed by its first byte. */
  private static List<Boolean> struckConnections(long seed, float toxicity, int count)
      throws IOException {
    try (Peers own = new Peers(EmbeddedToxiproxy.start(seed, RealNetwork.DIRECT))) {
      Proxy proxy = own.proxyTo(Peers.ECHO);
      proxy.toxics().limitData("l", DOWN, 0).setToxicity(toxicity);
      List<Boolean> struck = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        try (Socket socket = own.connect(proxy)) {
          socket.getOutputStream().write(1);
          struck.add(socket.getInputStream().read() < 0);
        }
      }
      return struck;
    }
  }

  // Helpers.

  private static void sendAndWait(Socket socket, int bytes) throws IOException {
    socket.getOutputStream().write(new byte[bytes]);
    socket.getInputStream().readAllBytes();
  }

  private void assertArrivesWhole(Proxy proxy, int count) throws IOException {
    byte[] sent = Peers.randomBytes(count);
    assertThat(Peers.sendAll(peers.connect(proxy), sent)).isEqualTo(Peers.sumOf(sent));
  }

  private void assertComesBackWhole(Proxy proxy, int count) {
    byte[] sent = Peers.randomBytes(count);
    assertThat(Peers.sumOf(comesBack(proxy, sent))).isEqualTo(Peers.sumOf(sent));
  }

  private byte[] comesBack(Proxy proxy, byte[] sent) {
    try {
      Socket socket = peers.connect(proxy);
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.getOutputStream().write(sent);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              action -> new Thread(action).start());
      byte[] back = socket.getInputStream().readAllBytes();
      writing.join();
      return back;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double millisOfEcho(Socket socket) throws IOException {
    long begin = System.nanoTime();
    socket.getOutputStream().write(7);
    assertThat(socket.getInputStream().read()).isEqualTo(7);
    return millisSince(begin);
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static void assertNothingFor(Socket socket, int millis) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout(millis);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(before);
  }
}
