package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.topology.AllowList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one strict network refuses, and what it lets through; thread safe. */
final class StrictMode {

  /** What a failed look-up of the host's own name would otherwise cost every second library. */
  private static final String OWN_NAME = ownName();

  private final AllowList allowed;
  private final List<BlockedAccess> blocked = new ArrayList<>();
  private final Map<InetAddress, Set<String>> namesLookedUp = new ConcurrentHashMap<>();
  private int forgiven;

  StrictMode(AllowList allowed) {
    this.allowed = allowed;
  }

  /** Whether every machine may always reach it without the network. */
  static boolean isLocal(InetAddress address) {
    return address.isLoopbackAddress() || address.isAnyLocalAddress();
  }

  /** Whether the name is this machine's own: localhost, or what it is called. */
  static boolean isLocal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("localhost") || lower.endsWith(".localhost") || lower.equals(OWN_NAME);
  }

  private static String ownName() {
    String name = System.getenv("COMPUTERNAME");
    try {
      name = Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException notLinux) {
      // Where there is no such file the variable has to do.
    }
    return name == null ? "localhost" : name.strip().toLowerCase(Locale.ROOT);
  }

  boolean allows(InetAddress address, int port) {
    return allowed.allows(address, namesOf(address), port);
  }

  boolean allowsLookUpOf(String name) {
    return allowed.allowsLookUpOf(name);
  }

  /** Remembers the name, for a connect may carry the bare address later. */
  void lookedUp(String name, InetAddress[] addresses) {
    for (InetAddress address : addresses) {
      namesLookedUp.computeIfAbsent(address, a -> ConcurrentHashMap.newKeySet()).add(name);
    }
  }

  private Set<String> namesOf(InetAddress address) {
    Set<String> known = namesLookedUp.getOrDefault(address, Set.of());
    String carried = carriedName(address);
    if (carried == null || known.contains(carried)) {
      return known;
    }
    Set<String> all = ConcurrentHashMap.newKeySet();
    all.addAll(known);
    all.add(carried);
    return all;
  }

  /** The name that an address was made with, without asking anybody for it; null if none. */
  static @Nullable String carriedName(InetAddress address) {
    String text = address.toString();
    int slash = text.indexOf('/');
    return slash <= 0 ? null : text.substring(0, slash);
  }

  /** Notes what is refused, and says how. */
  BlockedAccess refuse(BlockedAccess.Kind kind, InetAddress address, int port) {
    String name = carriedName(address);
    String literal = address.getHostAddress();
    return refuse(kind, name == null ? literal : literal + " (" + name + ")", port);
  }

  BlockedAccess refuse(BlockedAccess.Kind kind, String host, int port) {
    BlockedAccess access =
        new BlockedAccess(
            kind,
            host,
            port,
            Thread.currentThread().toString(),
            Observation.applicationFrames(),
            Instant.now());
    synchronized (blocked) {
      blocked.add(access);
    }
    return access;
  }

  /** All that was refused so far. */
  List<BlockedAccess> blocked() {
    synchronized (blocked) {
      return List.copyOf(blocked);
    }
  }

  /** What was refused and nobody forgave. */
  List<BlockedAccess> unforgiven() {
    synchronized (blocked) {
      return List.copyOf(blocked.subList(forgiven, blocked.size()));
    }
  }

  List<BlockedAccess> forgive() {
    synchronized (blocked) {
      forgiven = blocked.size();
      return List.copyOf(blocked);
    }
  }

  // What the hooks ask.

  /** The strict one that has to refuse; null if there is none, or one of them allows it. */
  private static @Nullable StrictMode refusing(LiveNetwork[] networks, Permission permission) {
    StrictMode innermost = null;
    for (LiveNetwork network : networks) {
      StrictMode strict = network.strictMode();
      if (strict != null) {
        if (permission.isGivenBy(strict)) {
          return null;
        }
        innermost = innermost == null ? strict : innermost;
      }
    }
    return innermost;
  }

  private interface Permission {
    boolean isGivenBy(StrictMode strict);
  }

  /**
   * Lets an access that no network simulates pass, or refuses it.
   *
   * @throws SocketException if a strict network refuses it
   */
  static void check(LiveNetwork[] networks, BlockedAccess.Kind kind, InetAddress address, int port)
      throws SocketException {
    if (networks.length == 0 || isLocal(address) || Bypass.isOpen()) {
      return;
    }
    StrictMode strict = refusing(networks, s -> s.allows(address, port));
    if (strict != null) {
      throw new SocketException(strict.refuse(kind, address, port).message());
    }
  }

  /** Whether a reverse look-up has to be left unanswered. */
  static boolean refusesReverseLookUp(LiveNetwork[] networks, InetAddress address) {
    if (networks.length == 0 || isLocal(address) || Bypass.isOpen()) {
      return false;
    }
    StrictMode strict = refusing(networks, s -> s.allows(address, 0));
    if (strict != null) {
      strict.refuse(BlockedAccess.Kind.REVERSE_LOOK_UP, address.getHostAddress(), 0);
    }
    return strict != null;
  }

  /**
   * Lets a look-up that no network answers pass, or refuses it.
   *
   * @return the addresses of a name that is allowed; null where nothing is strict
   * @throws UnknownHostException if it is refused, or nobody knows the name
   */
  static InetAddress @Nullable [] lookUp(LiveNetwork[] networks, String name)
      throws UnknownHostException {
    boolean strictAtAll = refusing(networks, s -> false) != null;
    if (!strictAtAll || isLocal(name)) {
      return null;
    }
    StrictMode strict = refusing(networks, s -> s.allowsLookUpOf(name));
    if (strict != null) {
      throw new UnknownHostException(strict.refuse(BlockedAccess.Kind.LOOK_UP, name, 0).message());
    }
    InetAddress[] addresses = reallyLookUp(name);
    for (LiveNetwork network : networks) {
      StrictMode each = network.strictMode();
      if (each != null) {
        each.lookedUp(name, addresses);
      }
    }
    return addresses;
  }

  private static InetAddress[] reallyLookUp(String name) throws UnknownHostException {
    List<InetAddress> found = new ArrayList<>();
    try {
      Bypass.run(() -> found.addAll(List.of(InetAddress.getAllByName(name))));
    } catch (UnknownHostException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("bug in SynSent: a look-up threw " + e, e);
    }
    return found.toArray(InetAddress[]::new);
  }
}
