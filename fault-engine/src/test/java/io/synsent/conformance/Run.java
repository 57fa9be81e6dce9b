package io.synsent.conformance;

import io.synsent.conformance.Scenario.Connect;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario with one kind of client on one JDK.
 *
 * @param name the scenario's name, with the client and the JDK where it is run with several
 */
record Run(String name, Scenario scenario, List<Connect> connects, Jdk jdk) {

  /**
   * All runs of a scenario on the given JDKs, the first of which is the one that runs the suite.
   */
  static List<Run> of(Scenario scenario, List<Jdk> jdks) {
    List<Run> runs = new ArrayList<>();
    if (scenario.clients() == Scenario.Clients.AS_WRITTEN) {
      runs.add(new Run(scenario.name(), scenario, scenario.connects(), jdks.get(0)));
      return runs;
    }
    for (Jdk jdk : jdks) {
      for (ConnectClient.Kind kind :
          List.of(
              ConnectClient.Kind.SOCKET,
              ConnectClient.Kind.SOCKET_CHANNEL,
              ConnectClient.Kind.ASYNCHRONOUS_SOCKET_CHANNEL,
              ConnectClient.Kind.HTTP_CLIENT)) {
        List<Connect> connects =
            scenario.connects().stream()
                .map(
                    c ->
                        new Connect(
                            c.atNanos(),
                            c.times(),
                            kind,
                            c.address(),
                            c.port(),
                            c.timeoutNanos(),
                            c.from()))
                .toList();
        String client =
            switch (kind) {
              case SOCKET -> "Socket";
              case SOCKET_CHANNEL -> "SocketChannel";
              case ASYNCHRONOUS_SOCKET_CHANNEL -> "AsynchronousSocketChannel";
              default -> "HttpClient";
            };
        runs.add(
            new Run(scenario.name() + "." + client + "." + jdk.version(), scenario, connects, jdk));
      }
    }
    return runs;
  }

  /** What {@link ConnectClient} is told, a line for each connect. */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    for (Connect connect : connects) {
      for (int i = 0; i < connect.times(); i++) {
        String from = "";
        if (connect.from().isPresent()) {
          String local = connect.from().get();
          int colon = local.lastIndexOf(':');
          from = " " + local.substring(0, colon) + " " + local.substring(colon + 1);
        }
        commands.add(
            "connect %d %d %s %s %d %d%s"
                .formatted(
                    commands.size() + 1,
                    connect.atNanos() / 1_000_000,
                    connect.by(),
                    connect.address(),
                    connect.port(),
                    connect.timeoutNanos() / 1_000_000,
                    from));
      }
    }
    return commands;
  }

  /** How long the run should take at least, to start the long ones first. */
  long weight() {
    String retries = scenario.client().sysctl().get("net.ipv4.tcp_syn_retries");
    return retries == null ? 6 : Long.parseLong(retries);
  }
}
