package io.synsent.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** How connections begin and end, and that nothing of them stays behind. */
class ConnectionsTest {
  private Peers peers;

  @BeforeEach
  void start() throws IOException {
    peers = new Peers();
  }

  @AfterEach
  void close() throws IOException {
    peers.close();
  }

  // Ends that are passed on.

  @Test
  void half_a_close_is_half_a_close_on_the_other_side() throws Exception {
    Socket socket = peers.connect(peers.proxyTo(Peers.SUM));
    byte[] sent = Peers.randomBytes(1000);
    assertThat(Peers.sendAll(socket, sent)).isEqualTo(Peers.sumOf(sent));
    assertNothingLeft();
  }

  @Test
  void a_reset_by_the_server_reaches_the_client_after_what_was_sent_before() throws Exception {
    Proxy proxy =
        peers.proxyTo(
            socket -> {
              socket.getOutputStream().write("last words".getBytes(StandardCharsets.US_ASCII));
              socket.getInputStream().read();
              socket.setSoLinger(true, 0);
            });
    proxy.toxics().latency("l", ToxicDirection.DOWNSTREAM, 100);
    Socket socket = peers.connect(proxy);
    socket.getOutputStream().write(1);
    assertThat(socket.getInputStream().readNBytes(10)).asString().isEqualTo("last words");
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    assertNothingLeft();
  }

  @Test
  void a_reset_by_the_client_reaches_the_server() throws Exception {
    CompletableFuture<Integer> read = new CompletableFuture<>();
    Proxy proxy =
        peers.proxyTo(
            socket -> {
              try {
                socket.getOutputStream().write(1);
                read.complete(socket.getInputStream().read());
              } catch (IOException e) {
                read.completeExceptionally(e);
              }
            });
    Socket socket = peers.connect(proxy);
    assertThat(socket.getInputStream().read()).isEqualTo(1);
    socket.setSoLinger(true, 0);
    socket.close();
    assertThatThrownBy(() -> read.get(10, TimeUnit.SECONDS)).hasMessageContaining("reset");
    assertNothingLeft();
  }

  @Test
  void a_client_that_goes_away_in_mid_stream_ends_the_servers_sending() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Proxy proxy =
        peers.proxyTo(
            socket -> {
              try {
                OutputStream out = socket.getOutputStream();
                while (!failure.isDone()) {
                  out.write(new byte[10_000]);
                }
              } catch (IOException e) {
                failure.complete(e);
              }
            });
    proxy.toxics().latency("l", ToxicDirection.DOWNSTREAM, 30);
    proxy.toxics().slicer("s", ToxicDirection.DOWNSTREAM, 1000, 10);
    Socket socket = peers.connect(proxy);
    assertThat(socket.getInputStream().readNBytes(50_000)).hasSize(50_000);
    socket.close();
    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertNothingLeft();
  }

  @Test
  void an_upstream_that_refuses_closes_the_client() throws Exception {
    int nobody;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = taken.getLocalPort();
    }
    Socket socket = peers.connect(peers.proxyTo(nobody));
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertNothingLeft();
  }

  @Test
  void an_upstream_that_is_no_address_closes_the_client() throws Exception {
    Proxy proxy = peers.client().createProxy("odd", "127.0.0.1:0", "no port at all");
    assertThat(peers.connect(proxy).getInputStream().read()).isEqualTo(-1);
    assertNothingLeft();
  }

  @Test
  void an_upstream_may_be_a_name() throws Exception {
    int port = peers.server(Peers.ECHO).getLocalPort();
    Proxy proxy = peers.client().createProxy("named", "localhost:0", "localhost:" + port);
    assertEchoes(peers.connect(proxy));
    // Not spelt as usual, it is looked up like any other name.
    Proxy lookedUp = peers.client().createProxy("looked-up", "localhost:0", "LocalHost:" + port);
    assertEchoes(peers.connect(lookedUp));
  }

  @Test
  void an_upstream_of_an_unknown_name_closes_the_client() throws Exception {
    RealNetwork nameless =
        action -> {
          throw new UnknownHostException("db.example");
        };
    try (Peers own = new Peers(EmbeddedToxiproxy.start(1, nameless))) {
      Proxy proxy = own.client().createProxy("db", "127.0.0.1:0", "db.example:5432");
      Socket first = own.connect(proxy);
      Socket second = own.connect(proxy);
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      assertThat(second.getInputStream().read()).isEqualTo(-1);
      assertNothingLeft(own.toxiproxy());
    }
  }

  @Test
  void half_closed_and_silent_for_too_long_is_closed() throws Exception {
    try (Peers impatient =
        new Peers(
            EmbeddedToxiproxy.start(
                1, RealNetwork.DIRECT, ToxicType.ALL, TimeUnit.MILLISECONDS.toNanos(200)))) {
      CountDownLatch done = new CountDownLatch(1);
      Proxy proxy = impatient.proxyTo(socket -> done.await());
      Socket socket = impatient.connect(proxy);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertNothingLeft(impatient.toxiproxy());
      done.countDown();
    }
  }

  // What goes wrong in here.

  private static final class BrokenStage extends Stage {
    BrokenStage(Link link, Toxic toxic) {
      super(link, toxic);
    }

    @Override
    void onData(Chunk chunk) {
      throw new IllegalStateException("broken on purpose by a test");
    }

    @Override
    void changed() {
      throw new AssertionError("broken on purpose by a test");
    }
  }

  @Test
  void an_exception_in_a_toxic_ends_its_connections_and_no_other() throws Exception {
    List<ToxicType> types = new ArrayList<>(ToxicType.ALL);
    types.add(
        new ToxicType("timeout", List.of(new ToxicType.Attribute("timeout", 0)), BrokenStage::new));
    types.removeIf(type -> type.name().equals("timeout") && types.indexOf(type) < types.size() - 1);
    try (Peers own =
        new Peers(
            EmbeddedToxiproxy.start(
                1, RealNetwork.DIRECT, types, EmbeddedToxiproxy.ORPHAN_NANOS))) {
      Proxy broken = own.proxyTo(Peers.ECHO);
      Proxy sound = own.proxyTo(Peers.ECHO);
      Socket onSound = own.connect(sound);
      var toxic = broken.toxics().timeout("t", ToxicDirection.UPSTREAM, 1);
      Socket byByte = own.connect(broken);
      byByte.getOutputStream().write(1);
      assertThat(byByte.getInputStream().read()).isEqualTo(-1);
      Socket byChange = own.connect(broken);
      await(() -> own.toxiproxy().connectionCount() == 2);
      toxic.setTimeout(2);
      assertThat(byChange.getInputStream().read()).isEqualTo(-1);
      assertEchoes(onSound);
      toxic.remove();
      assertEchoes(own.connect(broken));
      onSound.close();
    }
  }

  // Our own connects.

  @Test
  void connects_and_look_ups_go_through_the_real_network() throws Exception {
    AtomicInteger passed = new AtomicInteger();
    RealNetwork counting =
        action -> {
          passed.incrementAndGet();
          action.run();
        };
    try (Peers own = new Peers(EmbeddedToxiproxy.start(1, counting))) {
      Proxy proxy = own.proxyTo(Peers.ECHO);
      assertEchoes(own.connect(proxy));
      assertThat(passed).hasValue(1);
      int port = own.server(Peers.ECHO).getLocalPort();
      Proxy named = own.client().createProxy("named", "127.0.0.1:0", "LocalHost:" + port);
      assertEchoes(own.connect(named));
      assertThat(passed).hasValueGreaterThanOrEqualTo(3);
    }
  }

  // Bounds.

  @Test
  void a_client_that_does_not_read_slows_the_server_and_loses_nothing() throws Exception {
    byte[] sent = Peers.randomBytes(30_000_000);
    Proxy proxy = peers.proxyTo(socket -> socket.getOutputStream().write(sent));
    Socket socket = peers.connect(proxy);
    assertThat(socket.getInputStream().read()).isEqualTo(sent[0] & 0xff);
    for (int i = 0; i < 10; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
      assertThat(peers.toxiproxy().heldBytes()).isLessThanOrEqualTo(EventLoop.SCRATCH_BYTES);
    }
    assertThat(socket.getInputStream().readAllBytes())
        .isEqualTo(Arrays.copyOfRange(sent, 1, sent.length));
    socket.close();
    assertNothingLeft();
  }

  @Test
  void all_latencies_together_hold_no_more_than_the_budget() throws Exception {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().latency("l", ToxicDirection.UPSTREAM, 600_000);
    for (int i = 0; i < 16; i++) {
      Socket socket = peers.connect(proxy);
      Thread writer =
          new Thread(
              () -> {
                try {
                  socket.getOutputStream().write(new byte[20_000_000]);
                } catch (IOException e) {
                  // Closed at the end of the test.
                }
              });
      writer.setDaemon(true);
      writer.start();
    }
    long limit = 24L * 1024 * 1024;
    await(() -> peers.toxiproxy().heldBytes() >= limit);
    TimeUnit.MILLISECONDS.sleep(100);
    assertThat(peers.toxiproxy().heldBytes()).isLessThan(limit + 4 * 1024 * 1024);
    Socket another = peers.connect(proxy);
    peers.client().reset();
    assertEchoes(another);
  }

  @Test
  void a_thousand_connections_at_once_in_64_mebibytes_leave_nothing_behind() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process child =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-cp",
                classPath,
                ManyConnections.class.getName(),
                "1000")
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).contains("1000 connections at once, nothing left behind");
  }

  // Nothing stays behind.

  /** Alone: a port that is free again may be taken by a test that runs meanwhile. */
  @ResourceLock(Resources.GLOBAL)
  @Test
  void closing_the_server_ends_its_connections_ports_and_threads() throws Exception {
    EmbeddedToxiproxy toxiproxy = EmbeddedToxiproxy.start();
    String threads = "synsent-toxiproxy-" + toxiproxy.port();
    String apiThreads = "synsent-toxiproxy-api-" + toxiproxy.port();
    Peers own = new Peers(toxiproxy);
    Proxy proxy = own.proxyTo(Peers.ECHO);
    proxy.toxics().latency("l", ToxicDirection.UPSTREAM, 600_000);
    Socket socket = own.connect(proxy);
    socket.getOutputStream().write(1);
    await(() -> toxiproxy.connectionCount() == 1);
    assertThat(threadsNamed(threads)).isEqualTo(1);
    int port = toxiproxy.port();
    toxiproxy.close();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(() -> own.connect(proxy)).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> new Socket(InetAddress.getByName("127.0.0.1"), port).close())
        .isInstanceOf(ConnectException.class);
    assertThat(threadsNamed(threads)).isZero();
    await(() -> threadsNamed(apiThreads) == 0);
    assertThatThrownBy(toxiproxy::connectionCount)
        .isInstanceOf(IOException.class)
        .hasMessage("The embedded Toxiproxy has been closed.");
    toxiproxy.close();
    own.close();
  }

  private static long threadsNamed(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .count();
  }

  private void assertNothingLeft() throws Exception {
    assertNothingLeft(peers.toxiproxy());
  }

  private static void assertNothingLeft(EmbeddedToxiproxy toxiproxy) throws Exception {
    await(() -> toxiproxy.connectionCount() == 0);
    assertThat(toxiproxy.heldBytes()).isZero();
  }

  private static void assertEchoes(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("given up waiting").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
