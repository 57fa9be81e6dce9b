package io.synsent.junit;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import io.synsent.intercept.Bypass;
import io.synsent.intercept.ProcessClock;
import io.synsent.toxiproxy.EmbeddedToxiproxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Toxiproxy server, within this JVM or outside, and its Java client. Every request of ours goes
 * past the simulated network.
 */
final class ToxiproxyAccess implements AutoCloseable {

  /** Nobody listens there; the upstream is set when the first connect has asked for its backend. */
  static final String NO_UPSTREAM_YET = "127.0.0.1:1";

  private static final int CONNECT_TIMEOUT_MILLIS = 3000;

  /** Ours on a shared server: whose process, and which of its proxies. */
  private static final Pattern OURS = Pattern.compile("synsent-([0-9]+)-[0-9]+-.*");

  private static final AtomicLong CREATED = new AtomicLong();

  private static final System.Logger LOG = System.getLogger(ToxiproxyAccess.class.getName());

  private final ToxiproxyClient client;
  private final InetAddress host;
  private final boolean embedded;
  private final Runnable end;

  private ToxiproxyAccess(
      ToxiproxyClient client, InetAddress host, boolean embedded, Runnable end) {
    this.client = client;
    this.host = host;
    this.embedded = embedded;
    this.end = end;
  }

  /** A server within this JVM, on a free port of loopback. */
  static ToxiproxyAccess embedded(long seed) {
    EmbeddedToxiproxy[] started = new EmbeddedToxiproxy[1];
    bypassing(
        "The Toxiproxy server inside this JVM could not be started",
        () ->
            started[0] =
                EmbeddedToxiproxy.start(
                    seed,
                    action -> Bypass.run(action::run),
                    // Toxics keep to the application's clock, which a time-lapse moves faster.
                    () -> ProcessClock.line().applicationAt(ProcessClock.wallNanos())));
    EmbeddedToxiproxy server = started[0];
    Runnable clockChanged = server::clockChanged;
    ProcessClock.onChange(clockChanged);
    return new ToxiproxyAccess(
        new ToxiproxyClient(server.host(), server.port()),
        new InetSocketAddress(server.host(), server.port()).getAddress(),
        true,
        () -> {
          ProcessClock.removeListener(clockChanged);
          server.close();
        });
  }

  /**
   * A server that runs already.
   *
   * @throws IllegalStateException it does not answer; says which address, and which setting gave it
   */
  static ToxiproxyAccess external(ToxiproxyAddress address) {
    ToxiproxyClient client = new ToxiproxyClient(address.host(), address.port());
    InetAddress[] found = new InetAddress[1];
    try {
      Bypass.run(
          () -> {
            found[0] = InetAddress.getByName(address.host());
            try (Socket probe = new Socket()) {
              probe.connect(
                  new InetSocketAddress(found[0], address.port()), CONNECT_TIMEOUT_MILLIS);
            }
            client.version();
          });
    } catch (IOException e) {
      throw new IllegalStateException(
          "The Toxiproxy server "
              + address
              + ", named by "
              + address.setting()
              + ", does not answer: "
              + e
              + ". Start it, or remove the setting to use the one inside this JVM",
          e);
    }
    ToxiproxyAccess access = new ToxiproxyAccess(client, found[0], false, () -> {});
    access.removeLeftBehind();
    return access;
  }

  /** Removes what killed processes of this machine left on the server. */
  private void removeLeftBehind() {
    if (!host.isLoopbackAddress()) {
      return;
    }
    bypassing(
        "The proxies of the Toxiproxy server could not be listed",
        () -> {
          for (Proxy proxy : client.getProxies()) {
            Matcher ours = OURS.matcher(proxy.getName());
            if (ours.matches() && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty()) {
              proxy.delete();
            }
          }
        });
  }

  /** A proxy on a free port, with no upstream yet. */
  Proxy createProxy(String name) {
    String unique =
        embedded
            ? ""
            : "synsent-" + ProcessHandle.current().pid() + "-" + CREATED.incrementAndGet() + "-";
    String listen = (host.isLoopbackAddress() ? "127.0.0.1" : "0.0.0.0") + ":0";
    Proxy[] created = new Proxy[1];
    bypassing(
        "The proxy for " + name + " could not be created",
        () -> created[0] = client.createProxy(unique + name, listen, NO_UPSTREAM_YET));
    return created[0];
  }

  /** Where a proxy's connections lead to from now on. */
  void setUpstream(Proxy proxy, String upstream) {
    bypassing(
        "The upstream of the proxy " + proxy.getName() + " could not be set to " + upstream,
        () -> proxy.setUpstream(upstream));
  }

  /** Where to connect to for a proxy. */
  InetSocketAddress addressOf(Proxy proxy) {
    String listen = proxy.getListen();
    int port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    return new InetSocketAddress(host, port);
  }

  /** Removes a proxy; one that is gone already is no fault. */
  void remove(Proxy proxy) {
    if (embedded) {
      // It goes with its server, which costs no request.
      return;
    }
    try {
      Bypass.run(proxy::delete);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The proxy " + proxy.getName() + " could not be removed from its Toxiproxy server.",
          e);
    }
  }

  /** Ends the server if it is within this JVM. */
  @Override
  public void close() {
    end.run();
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Makes a request of ours. */
  static void bypassing(String whatFailed, Bypass.Action action) {
    try {
      Bypass.run(action);
    } catch (IOException e) {
      throw new UncheckedIOException(whatFailed + ": " + e.getMessage(), e);
    }
  }
}
