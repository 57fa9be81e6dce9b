package io.synsent.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes inside a test, and connects as an application would. */
final class Kit {

  private Kit() {}

  static EngineExecutionResults run(Class<?>... testClasses) {
    return kit(testClasses)
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
        .execute();
  }

  static EngineExecutionResults runInParallel(Class<?>... testClasses) {
    return kit(testClasses)
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter(
            "junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
        .execute();
  }

  private static EngineTestKit.Builder kit(Class<?>... testClasses) {
    EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
    Arrays.stream(testClasses).forEach(type -> kit.selectors(selectClass(type)));
    return kit;
  }

  /** What failed, tests and containers, in order. */
  static List<Throwable> failures(EngineExecutionResults results) {
    return results.allEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .toList();
  }

  /** Fails with the first failure inside, if there is one. */
  static EngineExecutionResults allPass(EngineExecutionResults results) {
    for (Throwable failure : failures(results)) {
      throw new AssertionError("a test inside failed: " + failure, failure);
    }
    if (results.testEvents().succeeded().count() == 0) {
      throw new AssertionError("no test ran inside");
    }
    return results;
  }

  /** Connects with the application's own timeout; returns "connected" or the exception. */
  static String connect(String host, int port, int timeoutMillis) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), timeoutMillis);
      return "connected";
    } catch (IOException e) {
      return e.toString();
    }
  }

  static String connect(String host, int port) {
    return connect(host, port, 10_000);
  }
}
