package io.synsent.junit;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static io.synsent.junit.Kit.allPass;
import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.network.FirewallAction;
import io.synsent.intercept.LiveNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Annotations that name IPv6 addresses, with real sockets. */
@ResourceLock(SynSentExtension.LOCK)
class Ipv6AnnotationsTest {

  @Test
  void an_annotation_takes_an_ipv6_address_with_and_without_a_port() {
    allPass(Kit.run(Annotated.class)).testEvents().assertStatistics(s -> s.succeeded(4));
  }

  static class Annotated {
    @Test
    @UnreachableHost("2001:db8:31::7")
    void unreachable(LiveNetwork network) {
      assertThat(connect("2001:db8:31::7", 8081))
          .isEqualTo("java.net.NoRouteToHostException: No route to host");
      assertThat(network)
          .arpRequestsFor("2001:db8:31::7")
          .areAt(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2))
          .hasNoTcpPackets();
    }

    @Test
    @ClosedPort("[2001:db8:225::7]:8081")
    void closed(LiveNetwork network) {
      assertThat(connect("2001:db8:225::7", 8081))
          .isEqualTo("java.net.ConnectException: Connection refused");
      assertThat(network).synsTo("2001:db8:225::7", 8081).areAt(Duration.ZERO);
      assertThatThrownBy(() -> assertThat(network).hasNoTcpPackets())
          .as("IPv6's segments are TCP packets too")
          .isInstanceOf(AssertionError.class);
    }

    @Test
    @ClosedPort("[::1]:8081")
    void closed_on_loopback() {
      assertThat(connect("::1", 8081)).isEqualTo("java.net.ConnectException: Connection refused");
    }

    @Test
    @Firewalled(
        value = "[2001:db8:225::7]:8081",
        action = FirewallAction.REJECT_ICMP6_ADM_PROHIBITED)
    void firewalled() {
      assertThat(connect("2001:db8:225::7", 8081))
          .isEqualTo("java.net.BindException: Permission denied");
    }
  }
}
