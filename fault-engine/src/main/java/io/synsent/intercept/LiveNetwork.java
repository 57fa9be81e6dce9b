package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.capture.Pcapng;
import io.synsent.engine.name.LookUp;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.ConnectRequest;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import io.synsent.engine.topology.Pinger;
import io.synsent.intercept.boot.ConnectHooks;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A simulated network that runs against the wall clock and answers the connects of this process;
 * what tests get injected. Thread safe.
 *
 * <p>It is active from {@link SynSent#activate} to {@link #close()}. A connect that is pending then
 * keeps its network and its schedule: it ends as it would have ended.
 */
public final class LiveNetwork implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Network network;
  private final Driver driver;
  private final Installation installation;
  private final Backends backends = new Backends();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger lookUps = new AtomicInteger();
  private final Map<ConnectAttempt, Observation> observations = new HashMap<>();
  private final String name = "synsent-network-" + COUNT.incrementAndGet();
  private final List<Runnable> atClose = new CopyOnWriteArrayList<>();
  private final Set<IpAddress> named;
  private final @Nullable StrictMode strictMode;
  private final List<String> refusedTransports = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  LiveNetwork(Network network, Installation installation) {
    this.network = network;
    this.installation = installation;
    this.named = network.namedAddresses();
    this.strictMode = network.allowed().map(StrictMode::new).orElse(null);
    this.driver =
        new Driver(
            network, name, () -> closed && pending.get() == 0 && lookUps.get() == 0, this::broken);
  }

  void start() {
    driver.start();
  }

  // What a test asks.

  /**
   * The host of this name or address.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public LiveHost host(String nameOrAddress) {
    return new LiveHost(this, inside(() -> network.host(nameOrAddress)), nameOrAddress);
  }

  /**
   * What the name servers say of a name: what a test changes while its application runs.
   *
   * @throws IllegalArgumentException if it is no host name
   */
  public LiveName name(String name) {
    return new LiveName(this, name);
  }

  /** Every look-up of a simulated name so far, in the order in which they began. */
  public List<LookUp> lookUps() {
    return inside(() -> List.copyOf(network.lookUps()));
  }

  /** What the network did with each connect so far, in the order in which they began. */
  public List<ConnectReport> connects() {
    return inside(() -> Timeline.of(network));
  }

  /** Every connect so far from both sides, in the order in which they began. */
  public List<ObservedConnect> observedConnects() {
    return inside(
        () -> {
          List<ObservedConnect> all = new ArrayList<>();
          List<ConnectAttempt> attempts = network.connects();
          List<ConnectReport> reports = Timeline.of(network);
          for (int i = 0; i < attempts.size(); i++) {
            Observation seen = observations.get(attempts.get(i));
            if (seen != null) {
              all.add(ObservedConnect.of(reports.get(i), seen));
            }
          }
          return all;
        });
  }

  /** Every look-up, then every connect as text: its packets, and what the application saw of it. */
  public String timeline() {
    StringBuilder text = new StringBuilder(inside(() -> Timeline.lookUps(network)));
    for (ObservedConnect connect : observedConnects()) {
      text.append(Timeline.text(connect.report()));
      if (!connect.exceptionClass().isEmpty()) {
        text.append("  the application got ")
            .append(connect.exceptionClass())
            .append(": ")
            .append(connect.exceptionMessage())
            .append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** What the taps captured so far, in order. */
  public List<CapturedFrame> capturedFrames() {
    List<CapturedFrame> frames = new ArrayList<>();
    for (JournalEntry entry : inside(() -> List.copyOf(network.journal().entries()))) {
      CapturedFrame frame = entry.frame();
      if (frame != null) {
        frames.add(frame);
      }
    }
    return frames;
  }

  /** Writes what the taps captured so far as a file for Wireshark. */
  public void writePcapng(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      Pcapng.write(out, capturedFrames());
    }
  }

  /**
   * Reads something of the network within it: nothing moves meanwhile.
   *
   * @param question must not keep the network, nor wait for anything
   */
  public <T extends @Nullable Object> T ask(Function<Network, T> question) {
    return inside(() -> question.apply(network));
  }

  /**
   * What the application wanted of the real network and this network refused, in order; always
   * empty unless the network is strict.
   */
  public List<BlockedAccess> blocked() {
    StrictMode strict = strictMode;
    return strict == null ? List.of() : strict.blocked();
  }

  /**
   * The same, and none of it fails the test any more: for tests in which it was to be refused.
   *
   * <pre>{@code
   * assertThrows(SocketException.class, () -> client.connect("203.0.113.9", 443));
   * assertEquals(1, network.forgiveBlocked().size());
   * }</pre>
   */
  public List<BlockedAccess> forgiveBlocked() {
    refusedTransports.clear();
    StrictMode strict = strictMode;
    return strict == null ? List.of() : strict.forgive();
  }

  /**
   * What was refused since the last {@link #forgiveBlocked}.
   *
   * <p>Internal. The JUnit extension fails a test for it.
   */
  public List<BlockedAccess> unforgivenBlocked() {
    StrictMode strict = strictMode;
    return strict == null ? List.of() : strict.unforgiven();
  }

  /**
   * What transports wanted of this network that open their sockets past the JDK (Netty's epoll,
   * kqueue, io_uring), in order: each was refused, with this text, and nothing was sent. The JUnit
   * extension fails a test for it, unless {@link #forgiveBlocked} was called since.
   */
  public List<String> refusedTransports() {
    return List.copyOf(refusedTransports);
  }

  void refuseTransport(String what) {
    refusedTransports.add(what);
  }

  /** How many connects are pending. */
  public int pending() {
    return pending.get();
  }

  /** Whether it answers no new connects any more. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends it for new connects; pending ones keep it and their schedule. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      installation.deactivate(this);
      backends.close();
      driver.wake();
      atClose.forEach(Runnable::run);
    }
  }

  /**
   * Has something done when this network ends.
   *
   * <p>Internal. What stands behind the network's hosts is taken down with it.
   *
   * @param action throws nothing
   */
  public void onClose(Runnable action) {
    atClose.add(action);
  }

  // What the hooks ask.

  /** What it refuses of the real network; null if it lets everything through. */
  @Nullable
  StrictMode strictMode() {
    return strictMode;
  }

  /**
   * Whether a connect there is this network's. Asked before every connect of the process, so an
   * address that no host has costs one look into a set.
   */
  boolean simulates(IpAddress address, int port) {
    return named.contains(address) && driver.read(() -> network.simulates(address, port));
  }

  /**
   * The addresses of a simulated name, when the name servers have answered; null if the name is not
   * one of this network's.
   *
   * <p>As getaddrinfo() it cannot be interrupted.
   */
  InetAddress @Nullable [] lookUp(String host) throws UnknownHostException {
    if (!driver.read(() -> network.knowsName(host))) {
      return null;
    }
    List<StackTraceElement> callers = Observation.applicationFrames();
    String label = Thread.currentThread() + (callers.isEmpty() ? "" : " at " + callers.get(0));
    lookUps.incrementAndGet();
    try {
      Optional<LookUp> begun = inside(() -> network.lookUp(host, label));
      if (begun.isEmpty()) {
        return null;
      }
      LookUp lookUp = begun.get();
      driver.awaitUninterruptibly(() -> lookUp.result().isPresent());
      LookUp.Result result = lookUp.result().orElseThrow();
      if (result.error().isPresent()) {
        throw NameErrors.exception(host, result.error().get());
      }
      return AddressOrder.here(installation.sockets().isIpv6(null)).of(host, result.addresses());
    } finally {
      lookUps.decrementAndGet();
      driver.wake();
    }
  }

  /** The name of a simulated address, its text if it has no name; null if it is not ours. */
  @Nullable
  String reverseLookUp(IpAddress address) {
    if (address.isLoopback() || !named.contains(address)) {
      return null;
    }
    return inside(() -> network.reverseLookUp(address).orElse(null));
  }

  /** Whether a simulated ping is answered in time. */
  boolean isReachable(IpAddress address, int timeoutMillis) {
    Pinger ping = inside(() -> network.ping(address, 1));
    return driver.await(
        () -> ping.lines().stream().anyMatch(line -> line.contains(" bytes from ")),
        TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
  }

  /**
   * The application connects: answered at once, or held until the network has answered.
   *
   * @return what {@code Net.connect} returns, or {@link ConnectHooks#GO_ON} if the hooks are out
   * @throws IOException how it failed at once
   */
  int connect(@Nullable ProtocolFamily family, FileDescriptor fd, IpAddress target, int port)
      throws IOException {
    if (!installation.beginConnect()) {
      return ConnectHooks.GO_ON;
    }
    pending.incrementAndGet();
    NativeSockets sockets = installation.sockets();
    InetSocketAddress local = sockets.localAddress(fd);
    boolean bound = local.getPort() != 0;
    boolean blocking = sockets.isBlocking(fd);
    Hold.Origin origin = new Hold.Origin(family, blocking, bound ? local : null);
    Observation seen = new Observation();
    SimulatedSocket socket =
        new SimulatedSocket(
            fd,
            installation.hold(),
            origin,
            installation.errors(),
            network.profile().system(),
            seen,
            this::ended);
    boolean endsLater = false;
    try {
      socket.leadTo(backends.resolve(target, port));
      // Without the socket's monitor: a virtual thread must not wait for the network inside one.
      Optional<Outcome> atOnce = begin(socket, request(target, port, local, blocking, seen), seen);
      SocketHooks.connecting(seen);
      if (atOnce.isEmpty()) {
        installation.simulated().put(fd, socket);
        endsLater = true;
        return socket.begin(fd);
      }
      return answer(socket, fd, atOnce.get());
    } finally {
      if (!endsLater) {
        ended();
      }
    }
  }

  private int answer(SimulatedSocket socket, FileDescriptor fd, Outcome outcome)
      throws IOException {
    if (outcome.isEstablished()) {
      installation.simulated().put(fd, socket);
      return socket.connectNow(fd);
    }
    IOException failure = socket.failNow(outcome.errno().orElseThrow());
    socket.observation().failed(failure);
    throw failure;
  }

  private static ConnectRequest request(
      IpAddress target, int port, InetSocketAddress local, boolean blocking, Observation seen) {
    String caller = seen.callers().isEmpty() ? "" : " at " + seen.callers().get(0);
    // Of the addresses that this machine lets a socket bind, the simulated host has loopback only.
    InetAddress bound = local.getAddress();
    IpAddress from =
        bound.isLoopbackAddress()
            ? IpAddress.of(bound)
            : target instanceof Ipv6Address ? Ipv6Address.ANY : Ipv4Address.ANY;
    ConnectRequest request =
        ConnectRequest.to(target, port)
            .from(from, local.getPort())
            .labelled(seen.thread() + caller);
    // A socket with a timeout, or a channel with a selector, waits with poll.
    return blocking ? request : request.polling();
  }

  /** Begins the connect in the network; returns its outcome if that is there at once. */
  private Optional<Outcome> begin(
      SimulatedSocket socket, ConnectRequest request, Observation seen) {
    driver.enter();
    try {
      ConnectAttempt attempt = network.connect(request);
      observations.put(attempt, seen);
      socket.follow(this, attempt, shown(attempt));
      Optional<Outcome> outcome = attempt.outcome();
      if (outcome.isEmpty()) {
        attempt.onSettled(settled -> driver.afterwards(() -> socket.settle(settled)));
      }
      return outcome;
    } finally {
      driver.leave();
    }
  }

  private static @Nullable InetSocketAddress shown(ConnectAttempt attempt) {
    return attempt.localPort() == 0
        ? null
        : new InetSocketAddress(attempt.localAddress().toInetAddress(), attempt.localPort());
  }

  /** The application closed a socket of this network, under locks of the JDK. */
  void abandon(ConnectAttempt attempt, String why) {
    driver.ask(() -> attempt.abandon(why));
  }

  /** A connect needs the network and the hooks no more. */
  private void ended() {
    pending.decrementAndGet();
    driver.wake();
    installation.endConnect();
  }

  /** The network cannot go on: no connect that waits for it may wait for ever. */
  private void broken(Throwable bug) {
    installation.simulated().forEach(socket -> socket.broken(this, bug));
  }

  /** The network itself, to be used {@link #inside} only. */
  Network engine() {
    return network;
  }

  Backends backends() {
    return backends;
  }

  <T extends @Nullable Object> T inside(Supplier<T> action) {
    driver.enter();
    try {
      return action.get();
    } finally {
      driver.leave();
    }
  }

  void inside(Runnable action) {
    driver.enter();
    try {
      action.run();
    } finally {
      driver.leave();
    }
  }

  @Override
  public String toString() {
    return closed ? name + " (closed)" : name;
  }
}
