package io.synsent.toxiproxy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A Toxiproxy server inside this JVM, on a free port of the loopback address.
 *
 * <p>It speaks the HTTP API of Toxiproxy 2.x and has the same toxics, so any Toxiproxy client works
 * with it:
 *
 * <pre>{@code
 * try (EmbeddedToxiproxy toxiproxy = EmbeddedToxiproxy.start()) {
 *   ToxiproxyClient client = new ToxiproxyClient(toxiproxy.host(), toxiproxy.port());
 *   Proxy proxy = client.createProxy("db", "127.0.0.1:0", "127.0.0.1:5432");
 *   proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 300);
 *   …
 * }
 * }</pre>
 *
 * <p>Closing it closes every port, connection and thread that belongs to it. What is random, the
 * jitter and whom a toxicity below 1 strikes, follows from a seed.
 */
public final class EmbeddedToxiproxy implements AutoCloseable {
  /** The seed unless another is given. */
  public static final long DEFAULT_SEED = 1;

  /**
   * How long a half-closed connection may be silent before it is closed: Linux's tcp_fin_timeout.
   */
  static final long ORPHAN_NANOS = 60_000_000_000L;

  private final EventLoop loop;
  private final Proxies proxies;
  private final Budget budget;
  private final HttpServer http;
  private final ThreadPoolExecutor httpThreads;

  private EmbeddedToxiproxy(
      EventLoop loop,
      Proxies proxies,
      Budget budget,
      HttpServer http,
      ThreadPoolExecutor httpThreads) {
    this.loop = loop;
    this.proxies = proxies;
    this.budget = budget;
    this.http = http;
    this.httpThreads = httpThreads;
  }

  /**
   * Starts a server with {@link #DEFAULT_SEED}.
   *
   * @throws IOException no port can be had
   */
  public static EmbeddedToxiproxy start() throws IOException {
    return start(DEFAULT_SEED, RealNetwork.DIRECT);
  }

  /**
   * Starts a server.
   *
   * @param seed decides the jitter, and whom a toxicity below 1 strikes
   * @param realNetwork makes the connects to the upstreams
   * @throws IOException no port can be had
   */
  public static EmbeddedToxiproxy start(long seed, RealNetwork realNetwork) throws IOException {
    return start(seed, realNetwork, ToxicType.ALL, ORPHAN_NANOS);
  }

  /**
   * Starts a server whose toxics act by another clock than the machine's, as in a time-lapse.
   *
   * <p>Internal.
   *
   * @param clock nanoseconds since whenever, as {@link System#nanoTime()}; waits of this JVM are
   *     taken to keep to it
   */
  public static EmbeddedToxiproxy start(long seed, RealNetwork realNetwork, LongSupplier clock)
      throws IOException {
    return start(seed, realNetwork, clock, ToxicType.ALL, ORPHAN_NANOS);
  }

  static EmbeddedToxiproxy start(
      long seed, RealNetwork realNetwork, List<ToxicType> toxicTypes, long orphanNanos)
      throws IOException {
    return start(seed, realNetwork, System::nanoTime, toxicTypes, orphanNanos);
  }

  private static EmbeddedToxiproxy start(
      long seed,
      RealNetwork realNetwork,
      LongSupplier clock,
      List<ToxicType> toxicTypes,
      long orphanNanos)
      throws IOException {
    InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    HttpServer http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    Budget budget = new Budget();
    Proxies[] holder = new Proxies[1];
    EventLoop loop;
    try {
      loop =
          new EventLoop(
              "synsent-toxiproxy-" + http.getAddress().getPort(),
              clock,
              budget::reconsider,
              () -> holder[0].close());
    } catch (IOException e) {
      http.stop(0);
      throw e;
    }
    Proxies proxies =
        new Proxies(
            new Proxy.Environment(loop, budget, realNetwork, seed, orphanNanos), toxicTypes);
    holder[0] = proxies;
    http.createContext("/", new Api(loop, proxies));
    ThreadPoolExecutor threads = httpThreads(http.getAddress().getPort());
    http.setExecutor(threads);
    loop.start();
    startAsDaemon(http);
    return new EmbeddedToxiproxy(loop, proxies, budget, http, threads);
  }

  private static ThreadPoolExecutor httpThreads(int port) {
    // A request that never comes to its end keeps one thread, and must not keep the others waiting.
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        1,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        action -> {
          Thread thread = new Thread(action, "synsent-toxiproxy-api-" + port);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The server's own thread is of the kind of the one that starts it. */
  private static void startAsDaemon(HttpServer http) {
    Thread starter = new Thread(http::start, "synsent-toxiproxy-start");
    starter.setDaemon(true);
    starter.start();
    joinUninterruptibly(starter);
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The host of the API: {@code 127.0.0.1}. */
  public String host() {
    return http.getAddress().getAddress().getHostAddress();
  }

  /** The port of the API. */
  public int port() {
    return http.getAddress().getPort();
  }

  /**
   * Has a server with a clock of its own look at it again, because its rate has changed.
   *
   * <p>Internal.
   */
  public void clockChanged() {
    loop.clockChanged();
  }

  /** How many connections run through the proxies now. */
  int connectionCount() throws IOException {
    return loop.call(proxies::connectionCount);
  }

  /** How many bytes are held by all connections now. */
  long heldBytes() throws IOException {
    return loop.call(budget::held);
  }

  /** Closes every proxy with its connections, then the API; a second call does nothing. */
  @Override
  public void close() {
    loop.stop();
    http.stop(0);
    httpThreads.shutdownNow();
  }
}
