package io.synsent.examples.toxics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.Toxiproxy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two lessons of connections that are kept, and of commands that are repeated, on a real Redis. */
@ReachableHost(value = "cache.example:6379", backend = "redis")
class RedisLessonsTest {
  private static final String CACHE = "cache.example:6379";

  private static Redis.Server server;

  @BeforeAll
  static void start() throws IOException {
    server = Redis.Server.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  static int redis() {
    return server.port();
  }

  /** Keeps connections as pools do: the next one to borrow gets what the last one gave back. */
  private static final class Pool {
    private final Deque<Redis.Client> idle = new ArrayDeque<>();
    private final boolean testsOnBorrow;

    Pool(boolean testsOnBorrow) {
      this.testsOnBorrow = testsOnBorrow;
    }

    String ask(String command) throws IOException {
      Redis.Client client = borrow();
      String answer = client.ask(command);
      idle.push(client);
      return answer;
    }

    private Redis.Client borrow() throws IOException {
      while (!idle.isEmpty()) {
        Redis.Client client = idle.pop();
        if (!testsOnBorrow) {
          return client;
        }
        try {
          client.ask("PING");
          return client;
        } catch (IOException stale) {
          client.close();
        }
      }
      return new Redis.Client("cache.example", 6379);
    }
  }

  /**
   * Lesson: the connections in a pool are as old as the server's last restart allows. After one,
   * the server answers every connect, and the pool still fails, once for each connection it kept.
   */
  @Test
  void a_pooled_connection_gone_stale_fails_although_the_server_is_up(LiveNetwork network)
      throws IOException {
    Proxy cache = Toxiproxy.proxy(network, CACHE);
    Pool trusting = new Pool(false);
    Pool testing = new Pool(true);
    assertThat(trusting.ask("PING")).isEqualTo("+PONG");
    assertThat(testing.ask("PING")).isEqualTo("+PONG");
    restart(cache);
    assertThatThrownBy(() -> trusting.ask("PING")).isInstanceOf(IOException.class);
    assertThat(trusting.ask("PING")).isEqualTo("+PONG");
    assertThat(testing.ask("PING")).isEqualTo("+PONG");
  }

  private static void restart(Proxy cache) throws IOException {
    cache.disable();
    cache.enable();
  }

  /**
   * Lesson: an exception does not mean that nothing happened. The command arrived and was carried
   * out, only its answer was lost; repeating it does it twice, unless the server can tell that it
   * is the same one.
   */
  @Test
  void a_retry_of_what_is_not_idempotent_does_it_twice(LiveNetwork network) throws IOException {
    Proxy cache = Toxiproxy.proxy(network, CACHE);
    LimitData lostAnswer = cache.toxics().limitData("lost-answer", ToxicDirection.DOWNSTREAM, 0);
    try (Redis.Client first = new Redis.Client("cache.example", 6379)) {
      assertThatThrownBy(() -> first.ask("INCR orders")).isInstanceOf(IOException.class);
    }
    try (Redis.Client second = new Redis.Client("cache.example", 6379)) {
      assertThatThrownBy(() -> second.ask("SET order:17 placed NX"))
          .isInstanceOf(IOException.class);
    }
    lostAnswer.remove();
    try (Redis.Client retry = new Redis.Client("cache.example", 6379)) {
      assertThat(retry.ask("INCR orders")).as("ordered once, counted twice").isEqualTo(":2");
      assertThat(retry.ask("SET order:17 placed NX")).as("told apart by its key").isEqualTo("$-1");
    }
  }
}
