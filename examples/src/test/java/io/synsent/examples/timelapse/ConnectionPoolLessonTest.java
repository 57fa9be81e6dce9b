package io.synsent.examples.timelapse;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.synsent.examples.clients.PostgresServer;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.TimeLapse;
import io.synsent.junit.UnreachableHost;
import io.synsent.timelapse.Lapse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.sql.Connection;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A HikariCP pool whose database is dead, and comes back. */
@TimeLapse(TimeLapse.AUTO)
class ConnectionPoolLessonTest {

  private static HikariDataSource pool(String host) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://" + host + "/shop");
    config.setUsername("shop");
    config.setMaximumPoolSize(2);
    config.setConnectionTimeout(30_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  @Test
  @UnreachableHost("192.168.31.7")
  void caller_waits_for_all_of_the_connection_timeout(Lapse lapse) {
    try (HikariDataSource pool = pool("192.168.31.7")) {
      assertThat(lapse)
          .timeOf(
              () ->
                  assertThatExceptionOfType(SQLTransientConnectionException.class)
                      .isThrownBy(pool::getConnection)
                      .withRootCauseInstanceOf(NoRouteToHostException.class))
          .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(40));
    }
  }

  @Test
  @ReachableHost("192.168.31.8")
  void caller_gets_a_connection_soon_after_the_database_is_back(LiveNetwork network, Lapse lapse)
      throws Exception {
    ScheduledExecutorService operator = Executors.newSingleThreadScheduledExecutor();
    try (PostgresServer database = new PostgresServer();
        HikariDataSource pool = pool("192.168.31.8")) {
      network
          .host("192.168.31.8")
          .backedBy(new InetSocketAddress(InetAddress.getLoopbackAddress(), database.port()));
      Duration before = lapse.simulated();
      ScheduledFuture<?> repair =
          operator.schedule(
              () -> network.host("192.168.31.8").openPort(5432), 12, TimeUnit.SECONDS);

      try (Connection connection = pool.getConnection()) {
        assertThat(connection.isValid(1)).isTrue();
      }
      assertThat(repair.isDone()).isTrue();
      assertThat(lapse.simulated().minus(before))
          .isBetween(Duration.ofSeconds(12), Duration.ofSeconds(29));
    } finally {
      operator.shutdownNow();
    }
  }
}
