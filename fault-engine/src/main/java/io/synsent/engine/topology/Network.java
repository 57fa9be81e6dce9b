package io.synsent.engine.topology;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.packet.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A simulated network: hosts, LANs, routers, names, and the one host whose connects are simulated.
 *
 * <p>Nothing happens in it by itself: time moves when {@link #runUntil} is called. Not thread safe:
 * one thread at a time.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Network {

  private Network() {}

  /**
   * A network like the one of the article: client 192.168.31.6/24, its router 192.168.31.1, and
   * beyond that everything else.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Nanoseconds since the simulation began. */
  public long now() {
    throw new UnsupportedOperationException();
  }

  /** When something happens next, or {@link Long#MAX_VALUE} if nothing is scheduled. */
  public long nextEventAt() {
    throw new UnsupportedOperationException();
  }

  /** Lets everything happen that is due up to and including {@code nanos}. */
  public void runUntil(long nanos) {
    throw new UnsupportedOperationException();
  }

  /** Lets everything happen until nothing is scheduled any more. */
  public void runUntilIdle() {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether a connect to this target is the simulation's: all ports of a host that was named, on
   * loopback only the ports that were named.
   */
  public boolean simulates(IpAddress address, int port) {
    throw new UnsupportedOperationException();
  }

  /** The addresses of a simulated name; empty if the name is not one of this network's. */
  public Optional<List<IpAddress>> resolve(String name) {
    throw new UnsupportedOperationException();
  }

  /** Begins a connect now; its outcome may be there at once. */
  public ConnectAttempt connect(IpAddress target, int port) {
    return connect(ConnectRequest.to(target, port));
  }

  /** Begins a connect now; its outcome may be there at once. */
  public ConnectAttempt connect(ConnectRequest request) {
    throw new UnsupportedOperationException();
  }

  /** Every connect so far, in the order in which they began. */
  public List<ConnectAttempt> connects() {
    throw new UnsupportedOperationException();
  }

  /** The host whose connects are simulated. */
  public SimulatedHost client() {
    throw new UnsupportedOperationException();
  }

  /**
   * The host of this name or address.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public SimulatedHost host(String nameOrAddress) {
    throw new UnsupportedOperationException();
  }

  /** All hosts in the order in which they were declared, the client first. */
  public List<SimulatedHost> hosts() {
    throw new UnsupportedOperationException();
  }

  /** Pings {@code count} times, once a second, beginning now. */
  public Pinger ping(IpAddress target, int count) {
    throw new UnsupportedOperationException();
  }

  /** Pings four times, once a second, beginning now. */
  public Pinger ping(IpAddress target) {
    return ping(target, 4);
  }

  /** Everything that happened so far. */
  public Journal journal() {
    throw new UnsupportedOperationException();
  }

  /** The client's operating system. */
  public HostProfile profile() {
    throw new UnsupportedOperationException();
  }

  /** What every random number of this network comes from. */
  public long seed() {
    throw new UnsupportedOperationException();
  }

  /** Declares a network. */
  @SuppressWarnings("DoNotCallSuggester")
  public static final class Builder {

    Builder() {}

    /** The operating system of the client and of all hosts that name no other; LINUX. */
    public Builder profile(HostProfile profile) {
      throw new UnsupportedOperationException();
    }

    /** What every random number of the network comes from; 1. */
    public Builder seed(long seed) {
      throw new UnsupportedOperationException();
    }

    /**
     * The client's address and the length of its LAN's prefix; {@code "192.168.31.6/24"}.
     *
     * @throws IllegalArgumentException if it is not such an address
     */
    public Builder address(String addressAndPrefix) {
      throw new UnsupportedOperationException();
    }

    /**
     * The address of the client's router; {@code "192.168.31.1"}.
     *
     * @throws IllegalArgumentException if it is not an address
     */
    public Builder gateway(String address) {
      throw new UnsupportedOperationException();
    }

    /** A LAN without a router: the client has no default route. */
    public Builder noGateway() {
      throw new UnsupportedOperationException();
    }

    /**
     * Declares a host, there, with all ports closed. Declaring it again goes on with the same host.
     *
     * @param nameOrAddress an address, or a name, which then gets an address
     */
    public Builder host(String nameOrAddress) {
      return host(nameOrAddress, host -> {});
    }

    /**
     * Declares a host.
     *
     * @param nameOrAddress an address, or a name, which then gets an address beyond the router
     * @throws IllegalArgumentException if it is neither
     */
    public Builder host(String nameOrAddress, Consumer<HostBuilder> details) {
      throw new UnsupportedOperationException();
    }

    /** Declares a name for addresses that are, or become, hosts of this network. */
    public Builder name(String name, String... addresses) {
      throw new UnsupportedOperationException();
    }

    /** Applies a fault of {@code engine.fault}, or any other piece of a declaration. */
    public Builder with(Consumer<? super Builder> piece) {
      piece.accept(this);
      return this;
    }

    /** Keeps only about the last {@code entries} entries of the journal; 0 keeps none. */
    public Builder journalLimit(int entries) {
      throw new UnsupportedOperationException();
    }

    /**
     * The network, at time zero.
     *
     * @throws IllegalArgumentException if declarations contradict each other
     */
    public Network build() {
      throw new UnsupportedOperationException();
    }
  }
}
