package io.synsent.rules;

import java.util.Arrays;
import java.util.Optional;

/** Internal. The annotations that the rules know, each with the name it has in source code. */
public enum Kind {
  UNREACHABLE_HOST("io.synsent.junit.UnreachableHost"),
  CLOSED_PORT("io.synsent.junit.ClosedPort"),
  FIREWALLED("io.synsent.junit.Firewalled"),
  REACHABLE_HOST("io.synsent.junit.ReachableHost"),
  UNKNOWN_HOST("io.synsent.junit.UnknownHost"),
  DNS_TIMEOUT("io.synsent.junit.DnsTimeout"),
  DNS_FAILURE("io.synsent.junit.DnsFailure"),
  DNS_ANSWER("io.synsent.junit.DnsAnswer"),
  RESOLV_CONF("io.synsent.junit.ResolvConf"),
  SIMULATED_NETWORK("io.synsent.junit.SimulatedNetwork"),
  NO_REAL_NETWORK("io.synsent.junit.NoRealNetwork"),
  TIME_LAPSE("io.synsent.junit.TimeLapse"),
  SIMULATED_TIMEOUT("io.synsent.junit.SimulatedTimeout"),
  TOXIC("io.synsent.junit.Toxic"),
  TOXIPROXY_SERVER("io.synsent.junit.ToxiproxyServer"),
  /** JUnit's own, a neighbour that can cut a simulated failure short. */
  JUNIT_TIMEOUT("org.junit.jupiter.api.Timeout");

  private final String annotationType;

  Kind(String annotationType) {
    this.annotationType = annotationType;
  }

  /** The fully qualified name of the annotation type. */
  public String annotationType() {
    return annotationType;
  }

  /** The name as people write it, without the at sign. */
  public String simpleName() {
    return annotationType.substring(annotationType.lastIndexOf('.') + 1);
  }

  /** Whether its value names a host, or a host and a port. */
  public boolean namesTarget() {
    return this == UNREACHABLE_HOST
        || this == CLOSED_PORT
        || this == FIREWALLED
        || this == REACHABLE_HOST;
  }

  /** Whether its value is a name, of whose look-ups it says something. */
  public boolean namesName() {
    return this == UNKNOWN_HOST || this == DNS_TIMEOUT || this == DNS_FAILURE || this == DNS_ANSWER;
  }

  /** Whether a test that carries it has a simulated network. */
  public boolean describesNetwork() {
    return namesTarget()
        || namesName()
        || this == RESOLV_CONF
        || this == SIMULATED_NETWORK
        || this == NO_REAL_NETWORK;
  }

  /** The kind of an annotation type, empty if the rules have nothing to say about it. */
  public static Optional<Kind> ofAnnotationType(String qualifiedName) {
    return Arrays.stream(values()).filter(k -> k.annotationType.equals(qualifiedName)).findFirst();
  }

  String methodName() {
    return Character.toLowerCase(simpleName().charAt(0)) + simpleName().substring(1);
  }
}
