package io.synsent.junit;

import eu.rekawek.toxiproxy.Proxy;
import io.synsent.intercept.LiveNetwork;
import java.util.Optional;

/**
 * Toxiproxy behind the hosts of a simulated network: what a test changes midway.
 *
 * <pre>{@code
 * @Test
 * void recovers_when_the_database_answers_again(LiveNetwork network) throws IOException {
 *   Proxy database = Toxiproxy.proxy(network, "primary.db:5432");
 *   Toxic silence = database.toxics().timeout("silence", ToxicDirection.DOWNSTREAM, 0);
 *   assertThrows(SQLException.class, () -> repository.load(1));
 *   silence.remove();
 *   assertEquals("Ada", repository.load(1));
 * }
 * }</pre>
 */
public final class Toxiproxy {

  /** The system property with the address of an external server: {@code host:port}. */
  public static final String ADDRESS_PROPERTY = "synsent.toxiproxy";

  /** The environment variable with the address of an external server: {@code host:port}. */
  public static final String ADDRESS_VARIABLE = "SYNSENT_TOXIPROXY";

  private Toxiproxy() {}

  /**
   * The proxy behind an open port of a host, as the Toxiproxy client has it. Connections made from
   * now on lead through it to the host's backend. It is created when first asked for and removed
   * when the network ends.
   *
   * @param network the network of the running test
   * @param hostAndPort as {@link ReachableHost#value} has it
   * @throws IllegalArgumentException the network has no such host, or no port is given
   * @throws IllegalStateException the server of a configured address does not answer
   */
  public static Proxy proxy(LiveNetwork network, String hostAndPort) {
    return ToxicRoutes.of(network, Optional.empty()).proxy(hostAndPort);
  }
}
