package io.synsent.examples.clients;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** A client library as an application uses it. */
interface Client {

  /** As the page calls it. */
  String title();

  /** One line about how it is used here. */
  String use();

  int port();

  /**
   * Makes the client, for a server at {@code scenario.host()} and {@link #port()}.
   *
   * @return what an application keeps for its life: closed at the end of the test
   */
  Session open(Scenario scenario) throws Exception;

  /** Something on loopback that answers this client. */
  Server startServer() throws Exception;

  /** What each scenario teaches, for the page. */
  Map<Scenario, String> lessons();

  /** What one scenario teaches. */
  default String lesson(Scenario scenario) {
    String lesson = lessons().get(scenario);
    if (lesson == null) {
      throw new IllegalStateException(title() + " has no lesson for " + scenario);
    }
    return lesson;
  }

  /** Whether it tries again by itself after pauses of random length. */
  default boolean backsOff() {
    return false;
  }

  /** The client while the application runs. */
  interface Session extends AutoCloseable {

    /** Needs the server: a request, a query, a ping. */
    void call() throws Exception;

    @Override
    void close() throws IOException;
  }

  /** A server of this JVM, on a free port of loopback. */
  public interface Server extends AutoCloseable {
    int port();

    @Override
    void close() throws IOException;
  }

  /** What failed, as the page shows it: nested classes with their outer one. */
  static String nameOf(Throwable thrown) {
    String name = thrown.getClass().getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }

  /** The last cause. */
  static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Seconds with one digit. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
