package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.timelapse.ChildJvm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that knows nothing of SynSent, under {@code -javaagent} with a scenario file. */
class AgentTest {

  private static final String SCENARIO =
      """
      hosts:
        - {address: 192.168.31.7, absent: true}
        - {address: 192.168.31.8, name: db.example, listens: [7]}
      """;

  @TempDir Path directory;

  /** The program. */
  static final class Program {
    public static void main(String[] targets) {
      for (String target : targets) {
        int colon = target.indexOf(':');
        long began = System.nanoTime();
        String result;
        try (Socket socket =
            new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
          socket.getOutputStream().write(42);
          socket.shutdownOutput();
          result = "answered " + socket.getInputStream().read();
        } catch (IOException e) {
          result = e.toString();
        }
        System.out.println(
            target + " " + result + " after " + (System.nanoTime() - began) / 1_000_000_000 + " s");
      }
    }
  }

  @Test
  void a_program_meets_the_network_of_a_file_and_its_connects_are_written_down() throws Exception {
    Path scenario = Files.writeString(directory.resolve("network.yaml"), SCENARIO);
    Path timeline = directory.resolve("timeline.txt");
    Path pcapng = directory.resolve("connects.pcapng");
    try (EchoServer echo = new EchoServer()) {
      String printed =
          new ChildJvm()
              .option(
                  "-javaagent:"
                      + ChildJvm.agentJar(directory, Agent.class)
                      + "="
                      + scenario
                      + ",backend=db.example=127.0.0.1:"
                      + echo.address().getPort()
                      + ",timeline="
                      + timeline
                      + ",pcapng="
                      + pcapng)
              .run(0, Program.class, "192.168.31.7:8081", "db.example:7", "192.168.31.8:81");

      assertThat(printed.lines())
          .satisfiesExactly(
              absent ->
                  assertThat(absent)
                      .matches(
                          "192.168.31.7:8081 java.net.NoRouteToHostException: No route to host"
                              + ".* after [3-9] s"),
              there -> assertThat(there).startsWith("db.example:7 answered 42"),
              closed ->
                  assertThat(closed)
                      .startsWith("192.168.31.8:81 java.net.ConnectException: Connection refused"));
    }
    assertThat(Files.readString(timeline))
        .contains("192.168.31.7", "192.168.31.8", "NoRouteToHostException");
    assertThat(pcapng).isNotEmptyFile();
  }

  @Test
  void a_mistake_in_the_file_ends_the_jvm_before_main() throws Exception {
    Path scenario = Files.writeString(directory.resolve("network.yaml"), "hosts: [{adress: 1}]\n");

    String printed =
        new ChildJvm()
            .option("-javaagent:" + ChildJvm.agentJar(directory, Agent.class) + "=" + scenario)
            .run(1, Program.class, "192.168.31.7:8081");

    assertThat(printed)
        .contains("network.yaml:1:", "did you mean \"address\"?")
        .doesNotContain("after");
  }

  @Test
  void arguments_are_a_file_and_options() {
    AgentNetwork network =
        AgentNetwork.parse("a.yaml,backend=db=127.0.0.1:5432,timeline=t.txt,pcapng=c.pcapng");

    assertThat(network)
        .isEqualTo(
            new AgentNetwork(
                Path.of("a.yaml"),
                Map.of("db", new InetSocketAddress("127.0.0.1", 5432)),
                Optional.of(Path.of("t.txt")),
                Optional.of(Path.of("c.pcapng"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.yaml,timeline | \"timeline\" has no value",
        "a.yaml,colour=red | \"colour=red\" is no option",
        "a.yaml,backend=db | backend=db",
        "a.yaml,backend=db=127.0.0.1:x | has no port"
      })
  void a_wrong_argument_is_refused_with_the_way_they_look(String arguments, String message) {
    assertThatThrownBy(() -> AgentNetwork.parse(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("backend=HOST=ADDRESS:PORT");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> AgentNetwork.parse("/nowhere/network.yaml").activate())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/nowhere/network.yaml cannot be read");
  }
}
