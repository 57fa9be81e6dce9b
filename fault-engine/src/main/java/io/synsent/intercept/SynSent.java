package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.topology.Network;

/**
 * The process-wide switch: hooks in, networks on.
 *
 * <pre>{@code
 * Network network = Network.builder().with(Faults.unreachable("192.168.31.7")).build();
 * try (LiveNetwork live = SynSent.activate(network)) {
 *   new Socket("192.168.31.7", 8081); // NoRouteToHostException after 3 s
 * }
 * }</pre>
 */
public final class SynSent {

  private static @Nullable Installation installation;

  private SynSent() {}

  /**
   * Puts the hooks into this JVM, and proves that each works. Does nothing if they are in.
   *
   * @throws HookFailedException naming the hook and the JDK, if one does not work here
   */
  public static synchronized Installation install() {
    Installation present = installation;
    if (present == null || !present.stay()) {
      present = Installation.begin();
      installation = present;
    }
    return present;
  }

  /**
   * Lets {@code network} answer the connects of this process from now on, and run against the wall
   * clock; installs the hooks if they are not in.
   *
   * @param network nobody else's from now on
   * @throws HookFailedException if the hooks cannot be put in
   * @throws IllegalStateException if another network is active
   */
  public static LiveNetwork activate(Network network) {
    return activate(network, null);
  }

  /**
   * The same inside a network that is active: this one is asked first, and the outer one about what
   * this one does not name, backends included.
   *
   * @param outer the innermost active network, or null for none
   * @throws IllegalStateException if another network than {@code outer} is the innermost one
   */
  public static LiveNetwork activate(Network network, @Nullable LiveNetwork outer) {
    Installation hooks = install();
    LiveNetwork live = new LiveNetwork(network, hooks);
    if (outer != null) {
      live.backends().inside(outer.backends());
    }
    hooks.activate(live, outer);
    live.start();
    return live;
  }
}
