package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.topology.Network;
import io.synsent.timelapse.ChildJvm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;
import org.mockito.Mockito;

/**
 * Beside Mockito's inline mocks, JaCoCo and another agent, in every order in which they can come:
 * each in a JVM of its own.
 */
class BesideOthersTest {

  @TempDir Path directory;

  /** What mocks stand for. */
  static final class Service {
    private Service() {}

    String call() throws IOException {
      try (Socket socket = new Socket("192.168.31.7", 1)) {
        return "connected " + socket;
      }
    }

    static String name() {
      return "the real one";
    }
  }

  /** An application with mocks of final classes and static methods, and sockets of all kinds. */
  static final class Application {
    public static void main(String[] when) throws Exception {
      if (when[0].equals("mocks first")) {
        mocks();
      }
      Network network =
          Network.builder()
              .profile(InterceptedTest.QUICK)
              .with(Faults.unreachable("192.168.31.7"))
              .build();
      try (LiveNetwork live = SynSent.activate(network)) {
        mocks();
        System.out.println("socket: " + failure(() -> new Socket("192.168.31.7", 1).close()));
        System.out.println("selector: " + failure(Application::select));
        System.out.println("http: " + failure(Application::get));
        mocks();
        System.out.println("seen: " + live.observedConnects().size());
      }
      SynSent.install().uninstall();
      mocks();
      System.out.println("other agent: " + System.getProperty(OtherAgent.SAW));
    }

    private static void select() throws IOException {
      try (Selector selector = Selector.open();
          SocketChannel channel = SocketChannel.open()) {
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress("192.168.31.7", 1));
        channel.register(selector, SelectionKey.OP_CONNECT);
        if (selector.select(10_000) != 1) {
          throw new IllegalStateException("not selected");
        }
        channel.finishConnect();
      }
    }

    private static void get() throws Exception {
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://192.168.31.7:1/")).build(),
              HttpResponse.BodyHandlers.discarding());
    }

    private static void mocks() throws IOException {
      Service mock = Mockito.mock(Service.class);
      Mockito.when(mock.call()).thenReturn("mocked");
      try (MockedStatic<Service> statics = Mockito.mockStatic(Service.class)) {
        statics.when(Service::name).thenReturn("a mock");
        if (!answer(mock).equals("mocked") || !Service.name().equals("a mock")) {
          throw new IllegalStateException("Mockito does not work");
        }
      }
    }

    private static String answer(Service service) throws IOException {
      return service.call();
    }

    private static String failure(InterceptedTest.Action action) {
      try {
        action.run();
        return "none";
      } catch (Exception e) {
        return e.getClass().getSimpleName();
      }
    }
  }

  @Test
  void beside_mockito_that_came_first() throws Exception {
    works(new ChildJvm(), "mocks first");
  }

  @Test
  void beside_jacoco_and_another_agent_that_came_first() throws Exception {
    works(new ChildJvm().option(jacoco()).option(other()).option(ours()), "mocks later");
    assertThat(directory.resolve("jacoco.exec")).isNotEmptyFile();
  }

  @Test
  void beside_jacoco_and_another_agent_that_came_later() throws Exception {
    works(new ChildJvm().option(ours()).option(other()).option(jacoco()), "mocks first");
    assertThat(directory.resolve("jacoco.exec")).isNotEmptyFile();
  }

  private String jacoco() {
    return "-javaagent:"
        + ChildJvm.jar("org.jacoco.agent")
        + "=destfile="
        + directory.resolve("jacoco.exec");
  }

  private String other() throws IOException {
    return "-javaagent:" + ChildJvm.agentJar(directory, OtherAgent.class);
  }

  private String ours() throws IOException {
    return "-javaagent:" + ChildJvm.agentJar(directory, Agent.class);
  }

  private static void works(ChildJvm jvm, String when) throws Exception {
    String printed = jvm.run(0, Application.class, when);

    assertThat(printed.lines())
        .contains("socket: NoRouteToHostException", "selector: NoRouteToHostException")
        .anyMatch(line -> line.matches("http: (NoRouteToHost|Connect)Exception"))
        .anyMatch(line -> line.matches("seen: [34]"));
    if (jvm.has(OtherAgent.class.getName())) {
      assertThat(printed).contains("sun.nio.ch.Net.connect", "sun.nio.ch.NioSocketImpl.connect");
    }
  }
}
