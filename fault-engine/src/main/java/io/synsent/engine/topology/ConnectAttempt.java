package io.synsent.engine.topology;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.socket.ClientSocket;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.OperatingSystem;
import io.synsent.engine.socket.SocketListener;
import io.synsent.engine.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One connect() under way in a simulated network, or already settled. */
public final class ConnectAttempt {

  private final int number;
  private final ConnectRequest request;
  private final String host;
  private final OperatingSystem system;
  private final Timers clock;
  private final Journal journal;
  private final long beganAt;
  private final long firstEntry;
  private final List<Consumer<Outcome>> listeners = new ArrayList<>(1);
  private @Nullable ClientSocket socket;
  private @Nullable Outcome outcome;
  private long endEntry = Long.MAX_VALUE;

  ConnectAttempt(
      int number,
      ConnectRequest request,
      String host,
      OperatingSystem system,
      Timers clock,
      Journal journal) {
    this.number = number;
    this.request = request;
    this.host = host;
    this.system = system;
    this.clock = clock;
    this.journal = journal;
    this.beganAt = clock.now();
    this.firstEntry = journal.nextSequence();
  }

  SocketListener listener() {
    return new SocketListener() {
      @Override
      public void connected(String cause) {
        settle(Outcome.established(clock.now(), cause));
      }

      @Override
      public void failed(Errno errno, String cause) {
        settle(Outcome.failed(errno, clock.now(), cause));
      }
    };
  }

  void setSocket(ClientSocket newSocket) {
    socket = newSocket;
  }

  /** 1, 2, … in the order in which the network's connects began. */
  public int number() {
    return number;
  }

  /** What was asked. */
  public ConnectRequest request() {
    return request;
  }

  /** Where to. */
  public IpAddress target() {
    return request.target();
  }

  /** Where to. */
  public int port() {
    return request.port();
  }

  /** The local address, as in the capture; what was bound if the connect failed before that. */
  public IpAddress localAddress() {
    return socket == null || socket.localPort() == 0
        ? request.localAddress()
        : socket.localAddress();
  }

  /** The local port, as in the capture; what was bound, or 0, if the connect failed before that. */
  public int localPort() {
    return socket == null || socket.localPort() == 0 ? request.localPort() : socket.localPort();
  }

  /** When it began, in nanoseconds since the simulation began. */
  public long beganAt() {
    return beganAt;
  }

  /** The journal's mark at its beginning: its own entries have this number or a higher one. */
  public long firstEntry() {
    return firstEntry;
  }

  /** The journal's mark behind its end; {@link Long#MAX_VALUE} while it is pending. */
  public long endEntry() {
    return endEntry;
  }

  /** How it ended; empty while it is pending. */
  public Optional<Outcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  /**
   * Calls {@code listener} with the outcome, once: at once if it is settled, else within {@link
   * Network#runUntil} on the driving thread.
   */
  public void onSettled(Consumer<Outcome> listener) {
    if (outcome != null) {
      listener.accept(outcome);
    } else {
      listeners.add(listener);
    }
  }

  /**
   * The application gives up: its own timeout, close or interrupt came first. The socket is closed;
   * nothing more is sent for it.
   *
   * <p>Once the connect is settled it only closes the socket, so that its local port is free again.
   *
   * @param why in words, for the journal
   */
  public void abandon(String why) {
    if (socket != null) {
      socket.close(why);
    }
    if (outcome == null) {
      settle(Outcome.abandoned(clock.now(), why));
    }
  }

  private void settle(Outcome settled) {
    if (outcome != null) {
      throw new IllegalStateException(
          "bug in SynSent: connect " + number + " ended twice, " + outcome + " and " + settled);
    }
    outcome = settled;
    if (journal.isOn()) {
      journal.event(host, Layer.SOCKET, subject(), words(settled));
    }
    endEntry = journal.nextSequence();
    for (Consumer<Outcome> listener : List.copyOf(listeners)) {
      listener.accept(settled);
    }
    listeners.clear();
  }

  private String words(Outcome settled) {
    return switch (settled.kind()) {
      case ESTABLISHED -> "connected: " + settled.cause();
      case FAILED ->
          settled.errno().map(e -> e.name() + " (" + e.message(system) + ")").orElse("?")
              + ": "
              + settled.cause();
      case ABANDONED -> "given up by the application: " + settled.cause();
    };
  }

  /** What the journal's entries about this connect are about. */
  String subject() {
    IpAddress target =
        !request.target().isUnspecified()
            ? request.target()
            : request.target() instanceof Ipv6Address ? Ipv6Address.LOOPBACK : Ipv4Address.LOOPBACK;
    return localPort() == 0
        ? target.withPort(port())
        : localAddress().withPort(localPort()) + " > " + target.withPort(port());
  }

  @Override
  public String toString() {
    return "connect " + number + " " + subject();
  }
}
