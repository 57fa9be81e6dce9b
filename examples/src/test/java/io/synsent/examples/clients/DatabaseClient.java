package io.synsent.examples.clients;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** PostgreSQL's JDBC driver in a HikariCP pool that outlives the database. */
final class DatabaseClient implements Client {

  @Override
  public String title() {
    return "PostgreSQL JDBC with HikariCP";
  }

  @Override
  public String use() {
    return "`getConnection()` of a pool that is there already (`initializationFailTimeout = -1`);"
        + " its own timeouts: the driver's `connectTimeout=2`, and 5 s for the pool's"
        + " `connectionTimeout`";
  }

  @Override
  public int port() {
    return 5432;
  }

  @Override
  public boolean backsOff() {
    return true;
  }

  @Override
  public Session open(Scenario scenario) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://" + scenario.host() + ":" + port() + "/shop");
    config.setUsername("sa");
    config.setPassword("sa");
    config.setMaximumPoolSize(1);
    config.setInitializationFailTimeout(-1);
    if (scenario.hasOwnTimeout()) {
      config.addDataSourceProperty(
          "connectTimeout", Long.toString(Scenario.CONNECT_TIMEOUT.toSeconds()));
      config.setConnectionTimeout(5_000);
    }
    HikariDataSource pool = new HikariDataSource(config);
    return new Session() {
      @Override
      public void call() throws SQLException {
        try (Connection connection = pool.getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("SELECT 1");
        }
      }

      @Override
      public void close() {
        pool.close();
      }
    };
  }

  @Override
  public Server startServer() throws IOException {
    return new PostgresServer();
  }

  @Override
  public Map<Scenario, String> lessons() {
    return Map.of(
        Scenario.ABSENT_LAN_HOST,
        "the pool tries again and again, and the caller waits for all of `connectionTimeout`, 30 s by default; the last failure is the cause",
        Scenario.SILENT_FIREWALL,
        "the driver's `connectTimeout` is 10 s, so the pool tries three times; the caller sees one timeout",
        Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
        "the driver's timeout below the pool's, so that the cause is there when the pool gives up",
        Scenario.CLOSED_PORT,
        "a database that refuses at once costs 30 s as well: for the caller it looks like a slow one",
        Scenario.UNKNOWN_NAME,
        "the name is looked up again at each try",
        Scenario.RECOVERY,
        "a waiting call gets a connection as soon as the port opens, at the latest after the pool's pause");
  }

  @Override
  public String toString() {
    return title();
  }
}
