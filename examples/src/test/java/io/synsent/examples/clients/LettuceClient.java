package io.synsent.examples.clients;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Redis by Lettuce. */
final class LettuceClient implements Client {

  // Native transports pass the JDK by, and SynSent refuses them; Lettuce reads this when it begins.
  static {
    System.setProperty("io.lettuce.core.epoll", "false");
    System.setProperty("io.lettuce.core.iouring", "false");
    System.setProperty("io.lettuce.core.kqueue", "false");
  }

  @Override
  public String title() {
    return "Lettuce";
  }

  @Override
  public String use() {
    return "`RedisClient.connect()` and a PING, `SocketOptions.connectTimeout`";
  }

  @Override
  public int port() {
    return 6379;
  }

  @Override
  public Session open(Scenario scenario) {
    RedisClient client = RedisClient.create(RedisURI.create(scenario.host(), port()));
    if (scenario.hasOwnTimeout()) {
      client.setOptions(
          ClientOptions.builder()
              .socketOptions(
                  SocketOptions.builder().connectTimeout(Scenario.CONNECT_TIMEOUT).build())
              .build());
    }
    return new Session() {
      @Override
      public void call() {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
          connection.sync().ping();
        }
      }

      @Override
      public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      }
    };
  }

  @Override
  public Server startServer() throws IOException {
    return new RedisServer();
  }

  @Override
  public Map<Scenario, String> lessons() {
    return Map.of(
        Scenario.ABSENT_LAN_HOST,
        "`RedisConnectionException` around Netty's; only `connect()` fails fast, later commands"
            + " wait in a queue",
        Scenario.SILENT_FIREWALL,
        "10 s by default, from `SocketOptions`",
        Scenario.SILENT_FIREWALL_OWN_TIMEOUT,
        "Netty's `ConnectTimeoutException` inside",
        Scenario.CLOSED_PORT,
        "refused after one round trip",
        Scenario.UNKNOWN_NAME,
        "found out before anything connects",
        Scenario.RECOVERY,
        "`connect()` does not try again; an established connection does, in the background");
  }

  @Override
  public String toString() {
    return title();
  }
}
