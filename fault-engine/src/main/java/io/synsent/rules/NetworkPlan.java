package io.synsent.rules;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Internal. The one network that all annotations around a test describe together.
 *
 * <p>What stands further in beats what stands further out, for the same host and port; everything
 * else adds up. A statement about a whole host beats all that was said further out about its ports,
 * and a statement about a port beats that its host were unreachable.
 *
 * @param profile the name of a host profile
 * @param address the client's address with prefix length
 * @param gateway the router's address on the client's LAN
 * @param seed where ports, sequence numbers and drawn delays come from
 * @param faults what is said of hosts and ports, in the order written, outermost first
 */
public record NetworkPlan(
    String profile, String address, String gateway, long seed, List<Fault> faults) {

  static final String DEFAULT_PROFILE = "LINUX";
  static final String DEFAULT_ADDRESS = "192.168.31.6/24";
  static final long DEFAULT_SEED = 0;

  /** One statement about a host or port. */
  public record Fault(AnnotationUse use, Target target) {

    /** Where connections go really: {@code host:port} or a member's name; empty for nowhere. */
    public String backend() {
      return use.text("backend");
    }
  }

  public NetworkPlan {
    faults = List.copyOf(faults);
  }

  /**
   * Adds up what stands on the element and around it.
   *
   * @throws IllegalArgumentException if {@link Rules} finds an error in it
   */
  public static NetworkPlan of(TestElement element) {
    Rules.refuseErrors(element);
    return merge(element);
  }

  /** Where the client connects from, with its LAN. */
  ClientAddress client() {
    return ClientAddress.parse(address);
  }

  /** Whether the target's address is on the client's LAN; false for names. */
  boolean onLan(Target target) {
    Optional<IpAddress> address = target.address();
    return address.isPresent() && address.get() instanceof Ipv4Address v4 && client().onLan(v4);
  }

  /** Expects a valid element. */
  static NetworkPlan merge(TestElement element) {
    String profile = DEFAULT_PROFILE;
    String address = DEFAULT_ADDRESS;
    String gateway = "";
    long seed = DEFAULT_SEED;
    List<Fault> faults = new ArrayList<>();
    for (TestElement level : element.outermostFirst()) {
      List<Fault> ofThisLevel = new ArrayList<>();
      for (AnnotationUse use : level.annotations()) {
        if (use.kind() == Kind.SIMULATED_NETWORK) {
          profile = use.has("profile") ? use.text("profile") : profile;
          if (use.has("address")) {
            address = use.text("address");
            gateway = ""; // the one further out belonged to another LAN
          }
          gateway = use.has("gateway") ? use.text("gateway") : gateway;
          seed = use.number("seed", seed);
        } else if (use.kind().namesTarget()) {
          ofThisLevel.add(new Fault(use, Target.parse(use.text("value"))));
        }
      }
      faults.removeIf(outer -> ofThisLevel.stream().anyMatch(inner -> beats(inner, outer)));
      faults.addAll(ofThisLevel);
    }
    if (gateway.isEmpty()) {
      gateway = ClientAddress.parse(address).firstHost().toString();
    }
    return new NetworkPlan(profile, address, gateway, seed, faults);
  }

  private static boolean beats(Fault inner, Fault outer) {
    return inner.target().covers(outer.target())
        || (inner.target().sameHost(outer.target()) && outer.use().kind() == Kind.UNREACHABLE_HOST);
  }
}
