package io.synsent.engine.transport;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.network.ProtocolHandler;
import io.synsent.engine.network.Route;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Quote;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Timers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Internal. TCP of one host: its connections, its listeners, and the RST for everything else. */
public final class TcpLayer implements ProtocolHandler {

  /** SOMAXCONN since Linux 5.4, and what a server gets that asks for more. */
  private static final int SOMAXCONN = 4096;

  private static final int ETHERNET_MTU = 1500;

  private final String host;
  private final IpLayer ip;
  private final Timers timers;
  private final Journal journal;
  private final TcpSettings settings;
  private final SegmentMaker maker;
  private final EphemeralPorts ports;
  private final RandomGenerator random;
  private final long secret;
  private final long bootedBefore;
  private final Map<FourTuple, TcpEndpoint> connections = new HashMap<>();
  private final TreeMap<Integer, TcpListener> listeners = new TreeMap<>();

  public TcpLayer(
      String host,
      IpLayer ip,
      Timers timers,
      Journal journal,
      RandomGenerator random,
      TcpSettings settings) {
    this.host = host;
    this.ip = ip;
    this.timers = timers;
    this.journal = journal;
    this.random = random;
    this.settings = settings;
    this.maker = new SegmentMaker(settings);
    this.ports = new EphemeralPorts(settings, random);
    this.secret = random.nextLong();
    this.bootedBefore = random.nextLong(1_000_000_000_000L);
  }

  /**
   * Begins a handshake.
   *
   * @param localPort 0 for an ephemeral one
   * @param synRetries tcp_syn_retries or the socket's TCP_SYNCNT
   * @param userTimeout TCP_USER_TIMEOUT in nanoseconds, 0 for none
   * @param connectCall how long connect() owns the socket, in nanoseconds
   * @param polls whether the application waits with poll or epoll
   * @return the connection, or {@code null} if there is no local port: EADDRNOTAVAIL
   */
  public @Nullable TcpConnection connect(
      IpAddress from,
      int localPort,
      IpAddress to,
      int port,
      Route route,
      int synRetries,
      long userTimeout,
      long connectCall,
      boolean polls,
      ConnectionListener listener) {
    OptionalInt chosen = localPort(from, localPort, to, port);
    if (chosen.isEmpty()) {
      return null;
    }
    FourTuple ends = new FourTuple(from, chosen.getAsInt(), to, port);
    TcpConnection connection =
        new TcpConnection(
            this,
            ends,
            listener,
            new SynRetransmission(settings, synRetries, userTimeout, now()),
            initialSequence(ends),
            random.nextInt(65_536),
            route.mtu(),
            now() + connectCall,
            polls);
    return add(connection);
  }

  /** Sends the first SYN of a connection that {@link #connect} made. */
  public void open(TcpConnection connection) {
    connection.open();
  }

  private OptionalInt localPort(IpAddress from, int localPort, IpAddress to, int port) {
    if (localPort == 0) {
      long hash = hash(from.mixed(), to.mixed() << 16 | port);
      return ports.choose(
          hash, candidate -> !connections.containsKey(new FourTuple(from, candidate, to, port)));
    }
    return connections.containsKey(new FourTuple(from, localPort, to, port))
        ? OptionalInt.empty()
        : OptionalInt.of(localPort);
  }

  /** Something listens on {@code port}; it accepts at once. */
  public TcpListener listen(int port) {
    return listeners.computeIfAbsent(port, p -> new TcpListener(p, SOMAXCONN, true));
  }

  /** Something listens on {@code port} with this backlog, and accepts nothing. */
  public TcpListener listen(int port, int backlog) {
    TcpListener listener = new TcpListener(port, backlog, false);
    listeners.put(port, listener);
    return listener;
  }

  /** Nothing listens on {@code port} any more. */
  public void unlisten(int port) {
    TcpListener listener = listeners.remove(port);
    if (listener != null) {
      listener.close();
    }
  }

  /** The listener on {@code port}, or {@code null}. */
  public @Nullable TcpListener listener(int port) {
    return listeners.get(port);
  }

  /** The ports on which something listens, in order. */
  public Set<Integer> listeningPorts() {
    return new TreeSet<>(listeners.keySet());
  }

  @Override
  public void receive(IpPacket packet) {
    if (!(packet.payload() instanceof TcpSegment segment)) {
      return;
    }
    FourTuple ends = FourTuple.ofReceived(packet, segment);
    TcpEndpoint connection = connections.get(ends);
    if (connection != null) {
      connection.receive(packet, segment);
      return;
    }
    TcpListener listener = listeners.get(segment.destinationPort());
    if (listener == null) {
      receiveClosed(ends, packet, segment);
    } else {
      receiveListen(listener, ends, packet, segment);
    }
  }

  /** RFC 9293, section 3.10.7.1: nobody has this port. */
  private void receiveClosed(FourTuple ends, IpPacket packet, TcpSegment segment) {
    if (!segment.has(TcpSegment.RST)) {
      journal(ends, () -> "nothing listens on port " + ends.localPort() + ": RST");
      reset(packet, segment);
    }
  }

  /** RFC 9293, section 3.10.7.2, in its order: RST, ACK, SYN. */
  private void receiveListen(
      TcpListener listener, FourTuple ends, IpPacket packet, TcpSegment segment) {
    if (segment.has(TcpSegment.RST)) {
      return;
    }
    if (segment.has(TcpSegment.ACK)) {
      reset(packet, segment);
      return;
    }
    if (!segment.has(TcpSegment.SYN)) {
      return;
    }
    boolean cookie =
        settings.stack().knowsSynCookies()
            && (settings.synCookies() == 2 || listener.hasTooManyRequests());
    if (cookie && settings.synCookies() == 0) {
      journal(ends, "too many wait for their third ACK: the SYN is thrown away (TCPReqQFullDrop)");
      return;
    }
    if (listener.isFull()) {
      // tcp_conn_request: dropped in silence, with tcp_abort_on_overflow too.
      journal(ends, "accept queue full: the SYN is thrown away (ListenOverflows)");
      return;
    }
    Route route = ip.routes().lookup(packet.source());
    int mtu = route == null ? ETHERNET_MTU : route.mtu();
    long isn = initialSequence(ends);
    if (cookie) {
      add(new SynCookie(this, listener, ends, segment, isn, mtu)).open();
    } else {
      add(new PassiveConnection(this, listener, ends, segment, isn, mtu)).open();
    }
  }

  /** From now on the segments between its ends are its own. */
  <E extends TcpEndpoint> E add(E endpoint) {
    connections.put(endpoint.ends(), endpoint);
    return endpoint;
  }

  /** Answers a segment with RST, unless it is one itself (tcp_v4_send_reset). */
  void reset(IpPacket packet, TcpSegment segment) {
    if (segment.has(TcpSegment.RST)) {
      return;
    }
    // ip_send_unicast_reply: DF and identification 0.
    ip.send(packet(FourTuple.ofReceived(packet, segment), 0, IpLayer.resetFor(segment)));
  }

  @Override
  public void error(IpPacket carrier, IcmpMessage message, Quote quote) {
    error(
        quote,
        settings.stack().errorOf(message),
        settings.stack().effectOf(message),
        settings.revertsBackoff() && isUnreachableOnTheWay(message),
        words(carrier, message));
  }

  /** tcp_v6_err, which takes no back-off back while the handshake is under way. */
  @Override
  public void error(IpPacket carrier, Icmpv6Message message, Quote quote) {
    error(
        quote,
        settings.stack().errorOf(message),
        settings.stack().effectOf(message),
        /* reverts= */ false,
        words(carrier, message));
  }

  private void error(
      Quote quote,
      Optional<KernelError> error,
      TcpStack.IcmpEffect effect,
      boolean reverts,
      String words) {
    FourTuple ends =
        new FourTuple(
            quote.source(), quote.sourcePort(), quote.destination(), quote.destinationPort());
    TcpEndpoint connection = connections.get(ends);
    if (connection == null || error.isEmpty()) {
      journal(ends, () -> "ICMP error ignored: " + (error.isEmpty() ? "not for TCP" : "no socket"));
      return;
    }
    if (reverts) {
      connection.revertBackoff(quote.sequence());
    }
    connection.icmpError(error.get(), effect, quote.sequence(), words);
  }

  /** RFC 6069, section 3: only net and host unreachable tell of a broken way. */
  private static boolean isUnreachableOnTheWay(IcmpMessage message) {
    return message.type() == IcmpMessage.DESTINATION_UNREACHABLE && message.code() <= 1;
  }

  private static String words(IpPacket carrier, IcmpMessage message) {
    String what =
        switch (message.type()) {
          case IcmpMessage.TIME_EXCEEDED -> "time exceeded";
          case IcmpMessage.PARAMETER_PROBLEM -> "parameter problem";
          default ->
              switch (message.code()) {
                case 0 -> "net unreachable";
                case 1 -> "host unreachable";
                case 2 -> "protocol unreachable";
                case 3 -> "port unreachable";
                case 9 -> "net prohibited";
                case 10 -> "host prohibited";
                case 13 -> "admin prohibited";
                default -> "unreachable, code " + message.code();
              };
        };
    return "ICMP " + what + " from " + carrier.source();
  }

  private static String words(IpPacket carrier, Icmpv6Message message) {
    String what =
        switch (message.type()) {
          case Icmpv6Message.TIME_EXCEEDED -> "time exceeded";
          case Icmpv6Message.PARAMETER_PROBLEM -> "parameter problem";
          case Icmpv6Message.PACKET_TOO_BIG -> "packet too big";
          default ->
              switch (message.code()) {
                case 0 -> "no route";
                case 1 -> "administratively prohibited";
                case 2 -> "beyond scope of source address";
                case 3 -> "address unreachable";
                case 4 -> "port unreachable";
                case 5 -> "source address failed policy";
                case 6 -> "reject route";
                default -> "unreachable, code " + message.code();
              };
        };
    return "ICMPv6 " + what + " from " + carrier.source();
  }

  void forget(TcpEndpoint connection) {
    connections.remove(connection.ends(), connection);
  }

  IpPacket packet(FourTuple ends, int id, TcpSegment segment) {
    return ip.tcpPacket(ends.localAddress(), ends.remoteAddress(), id, segment);
  }

  /** RFC 6528: a hash of both ends, and a clock of 64 ns (net/core/secure_seq.c). */
  private long initialSequence(FourTuple ends) {
    return (hash(ends) + (now() >> 6)) & 0xFFFF_FFFFL;
  }

  /** RFC 7323: milliseconds, with an offset of its own for each pair of hosts. */
  long timestamp(FourTuple ends) {
    long offset = hash(ends.localAddress().mixed(), ends.remoteAddress().mixed());
    return ((now() + bootedBefore) / 1_000_000L + offset) & 0xFFFF_FFFFL;
  }

  private long hash(FourTuple ends) {
    return hash(
        ends.localAddress().mixed() << 32 | (ends.remoteAddress().mixed() & 0xFFFF_FFFFL),
        (long) ends.localPort() << 16 | ends.remotePort());
  }

  private long hash(long a, long b) {
    long z = secret + a * 0x9E3779B97F4A7C15L + b * 0xC2B2AE3D27D4EB4FL;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  long now() {
    return timers.now();
  }

  Timers timers() {
    return timers;
  }

  TcpSettings settings() {
    return settings;
  }

  SegmentMaker maker() {
    return maker;
  }

  IpLayer ip() {
    return ip;
  }

  void journal(FourTuple ends, String text) {
    if (journal.isOn()) {
      journal.event(host, Layer.TCP, ends.toString(), text);
    }
  }

  void journal(FourTuple ends, Supplier<String> text) {
    if (journal.isOn()) {
      journal.event(host, Layer.TCP, ends.toString(), text);
    }
  }
}
