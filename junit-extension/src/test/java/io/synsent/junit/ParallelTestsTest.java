package io.synsent.junit;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.intercept.LiveNetwork;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests that JUnit runs in parallel: none sees another's network. */
@ResourceLock(SynSentExtension.LOCK)
class ParallelTestsTest {

  private static final AtomicInteger INSIDE = new AtomicInteger();

  @Test
  void annotated_tests_never_overlap_nor_see_each_others_network() {
    Kit.allPass(Kit.runInParallel(Refuses.class, Accepts.class, OnMethods.class, Composed.class))
        .testEvents()
        .assertStatistics(s -> s.succeeded(12));
  }

  private static void alone(LiveNetwork network, String expected) {
    assertThat(INSIDE.incrementAndGet()).isEqualTo(1);
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(connect("192.168.31.1", 80)).isEqualTo(expected);
        Thread.sleep(10);
      }
      assertThat(network).connectTo("192.168.31.1", 80).wasAttempted(3);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      INSIDE.decrementAndGet();
    }
  }

  private static final String REFUSED = "java.net.ConnectException: Connection refused";

  @ClosedPort("192.168.31.1:80")
  static class Refuses {
    @RepeatedTest(3)
    void refused(LiveNetwork network) {
      alone(network, REFUSED);
    }
  }

  @ReachableHost("192.168.31.1:80")
  static class Accepts {
    @RepeatedTest(3)
    void connected(LiveNetwork network) {
      alone(network, "connected");
    }
  }

  static class OnMethods {
    @RepeatedTest(2)
    @ClosedPort("192.168.31.1:80")
    @ClosedPort("192.168.31.1:81")
    void repeated_annotation(LiveNetwork network) {
      alone(network, REFUSED);
    }

    @RepeatedTest(2)
    @ReachableHost("192.168.31.1:80")
    void connected(LiveNetwork network) {
      alone(network, "connected");
    }
  }

  @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
  @ClosedPort("192.168.31.1:80")
  @interface Down {}

  static class Composed {
    @RepeatedTest(2)
    @Down
    void refused(LiveNetwork network) {
      alone(network, REFUSED);
    }
  }

  @Test
  void a_registered_extension_without_the_lock_fails_where_it_would_clash() {
    Clashing.active = new CountDownLatch(1);
    Clashing.tried = new CountDownLatch(1);
    List<Throwable> failures =
        Kit.failures(Kit.runInParallel(Clashing.First.class, Clashing.Second.class));
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0))
        .hasMessageStartingWith("The simulated network of ParallelTestsTest.Clashing.Second cannot")
        .hasMessageContaining("@ResourceLock(SynSentExtension.LOCK)");
  }

  static class Clashing {
    static CountDownLatch active;
    static CountDownLatch tried;

    static class First {
      @Test
      @ClosedPort("192.168.31.1:80")
      void stays_active_while_the_other_tries() throws InterruptedException {
        active.countDown();
        assertThat(tried.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(connect("192.168.31.1", 80)).isEqualTo(REFUSED);
      }
    }

    static class Second {
      @Order(1)
      @RegisterExtension
      static final org.junit.jupiter.api.extension.BeforeAllCallback WAIT =
          context -> assertThat(active.await(20, TimeUnit.SECONDS)).isTrue();

      @Order(2)
      @RegisterExtension
      static final SynSentExtension NETWORK =
          SynSentExtension.builder().reachableHost("192.168.31.1:80").build();

      @Order(3)
      @RegisterExtension
      static final org.junit.jupiter.api.extension.AfterAllCallback DONE =
          context -> tried.countDown();

      @Test
      void never_runs() {}
    }
  }
}
