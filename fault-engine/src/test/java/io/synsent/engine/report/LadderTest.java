package io.synsent.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.report.Ladder.Arrow;
import io.synsent.engine.report.Ladder.Bar;
import io.synsent.engine.report.Ladder.Column;
import io.synsent.engine.report.Ladder.Fate;
import io.synsent.engine.report.Ladder.Kind;
import io.synsent.engine.report.Ladder.Note;
import io.synsent.engine.report.Ladder.Progress;
import io.synsent.engine.report.Ladder.Stage;
import io.synsent.engine.report.Ladder.Wait;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private static Ladder ladder(Network.Builder builder, String target, int port) {
    Network network = builder.build();
    ConnectAttempt connect = network.connect(IpAddress.parse(target), port);
    network.runUntilIdle();
    return Ladder.of(network, connect);
  }

  private static List<Kind> kinds(Ladder ladder) {
    return ladder.columns().stream().map(Column::kind).toList();
  }

  private static List<String> labels(Ladder ladder) {
    return ladder.arrows().stream().map(Arrow::label).toList();
  }

  private static Stage stage(Ladder ladder, String layer) {
    return ladder.journey().stream()
        .filter(stage -> stage.layer().equals(layer))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void absent_on_the_lan_the_syn_stays_in_the_queue_and_nothing_but_arp_crosses_the_tap() {
    Ladder ladder =
        ladder(Network.builder().with(Faults.unreachable("192.168.31.7")), "192.168.31.7", 8081);

    assertThat(kinds(ladder)).containsExactly(Kind.CLIENT, Kind.NEIGHBOURS, Kind.NOBODY);
    assertThat(ladder.arrows().stream().filter(a -> a.fate() == Fate.NOBODY_THERE))
        .hasSize(3)
        .allMatch(a -> a.from() == 1 && a.to() == 2)
        .extracting(Arrow::sentAt)
        .containsExactly(0L, SECOND, 2 * SECOND);
    assertThat(labels(ladder)).last().isEqualTo("ICMP host 192.168.31.7 unreachable");
    assertThat(ladder.waits()).containsExactly(new Wait("SYN", 0, 3 * SECOND, false));
    assertThat(ladder.socketStates())
        .extracting(Bar::state)
        .containsExactly("CLOSED", "SYN_SENT", "CLOSED");
    assertThat(ladder.neighbourStates())
        .extracting(Bar::state)
        .containsExactly("NONE", "INCOMPLETE", "FAILED");
    assertThat(stage(ladder, "neighbour").progress()).isEqualTo(Progress.STOPPED);
    assertThat(stage(ladder, "link").progress()).isEqualTo(Progress.NEVER);
    assertThat(stage(ladder, "icmp").words()).contains("sent by this host to itself");
  }

  @Test
  void a_closed_port_beyond_the_router_is_one_packet_over_two_lans_and_one_back() {
    Ladder ladder =
        ladder(Network.builder().with(Faults.closedPort("10.0.0.1", 80)), "10.0.0.1", 80);

    assertThat(kinds(ladder)).containsExactly(Kind.CLIENT, Kind.NEIGHBOURS, Kind.ROUTER, Kind.HOST);
    List<Arrow> syn = ladder.arrows().stream().filter(a -> a.label().equals("SYN")).toList();
    assertThat(syn).hasSize(2).extracting(Arrow::packet).containsOnly(syn.get(0).packet());
    assertThat(syn.get(0).from()).as("it waited in the neighbour table").isEqualTo(1);
    assertThat(syn).extracting(Arrow::seenByClient).containsExactly(true, false);
    List<Arrow> rst = ladder.arrows().stream().filter(a -> a.label().equals("RST")).toList();
    assertThat(rst).extracting(Arrow::to).containsExactly(2, 0);
    assertThat(rst.get(1).frame().host()).isEqualTo("client");
    assertThat(rst.get(1).frame().atNanos()).isEqualTo(rst.get(1).arrivedAt().orElseThrow());
    assertThat(ladder.waits()).singleElement().matches(Wait::sent);
    assertThat(stage(ladder, "router").progress()).isEqualTo(Progress.PASSED);
    assertThat(ladder.journey())
        .filteredOn(s -> s.column() == 3 && s.layer().equals("tcp"))
        .singleElement()
        .matches(s -> s.progress() == Progress.ANSWERED && s.words().contains("nothing listens"));
  }

  @Test
  void a_firewall_has_a_column_before_its_host_and_ends_what_it_drops() {
    Ladder ladder =
        ladder(
            Network.builder().with(Faults.firewalled("10.0.0.1", 80, FirewallAction.DROP)),
            "10.0.0.1",
            80);

    assertThat(kinds(ladder))
        .containsExactly(Kind.CLIENT, Kind.NEIGHBOURS, Kind.ROUTER, Kind.FIREWALL, Kind.HOST);
    assertThat(ladder.arrows().stream().filter(a -> a.label().startsWith("SYN") && a.from() == 2))
        .hasSize(7)
        .allMatch(a -> a.to() == 3);
    assertThat(labels(ladder)).contains("SYN", "SYN, again (1)", "SYN, again (6)");
    assertThat(ladder.notes().stream().filter(n -> !n.minor()))
        .hasSize(7)
        .extracting(Note::text)
        .containsOnly("INPUT: DROP");
    assertThat(stage(ladder, "firewall").progress()).isEqualTo(Progress.STOPPED);
    assertThat(stage(ladder, "answer").words()).isEqualTo("nothing came back");
  }

  @Test
  void what_a_firewall_answers_begins_at_the_firewall() {
    Ladder ladder =
        ladder(
            Network.builder()
                .with(Faults.firewalled("10.0.0.1", 80, FirewallAction.REJECT_TCP_RESET)),
            "10.0.0.1",
            80);

    assertThat(ladder.arrows().stream().filter(a -> a.label().equals("RST")))
        .extracting(Arrow::from)
        .containsExactly(3, 2);
    assertThat(stage(ladder, "firewall").progress()).isEqualTo(Progress.ANSWERED);
  }

  @Test
  void on_loopback_there_is_no_neighbour_table() {
    Ladder ladder =
        ladder(Network.builder().with(Faults.closedPort("127.0.0.1", 80)), "127.0.0.1", 80);

    assertThat(kinds(ladder)).containsExactly(Kind.CLIENT, Kind.HOST);
    assertThat(ladder.arrows()).extracting(Arrow::from).containsExactly(0, 1);
    assertThat(ladder.arrows()).extracting(Arrow::to).containsExactly(1, 0);
    assertThat(ladder.neighbourStates()).isEmpty();
  }

  @Test
  void the_last_ack_of_a_handshake_arrives_when_the_connect_is_over() {
    Network network = Network.builder().with(Faults.reachable("192.168.31.8", 80)).build();
    ConnectAttempt connect = network.connect(IpAddress.parse("192.168.31.8"), 80);
    network.runUntil(8 * MILLI / 10);
    assertThat(Ladder.of(network, connect).arrows())
        .last()
        .matches(a -> a.label().equals("ACK") && a.fate() == Fate.UNDER_WAY);
    network.runUntil(SECOND);
    assertThat(Ladder.of(network, connect).arrows())
        .last()
        .matches(a -> a.fate() == Fate.ARRIVED && a.arrivedAt().orElseThrow() == MILLI);
  }

  @Test
  void a_frame_lost_on_the_wire_is_lost() {
    Network network = Network.builder().with(Faults.closedPort("192.168.31.8", 80)).build();
    network.lan().loseFirst(1, frame -> frame.etherType() == 0x0800);
    ConnectAttempt connect = network.connect(IpAddress.parse("192.168.31.8"), 80);
    network.runUntilIdle();
    Ladder ladder = Ladder.of(network, connect);

    List<Arrow> syns = ladder.arrows().stream().filter(a -> a.label().startsWith("SYN")).toList();
    assertThat(syns).extracting(Arrow::fate).containsExactly(Fate.LOST, Fate.ARRIVED);
    assertThat(syns).extracting(Arrow::to).containsExactly(2, 2);
    assertThat(stage(ladder, "link").at()).as("the SYN that got farthest").hasValue(SECOND);
  }

  @Test
  void a_known_neighbour_is_shown_in_the_state_it_had_before() {
    Network network = Network.builder().with(Faults.closedPort("192.168.31.8", 80)).build();
    network.connect(IpAddress.parse("192.168.31.8"), 80);
    network.runUntil(SECOND);
    ConnectAttempt second = network.connect(IpAddress.parse("192.168.31.8"), 80);
    network.runUntil(100 * SECOND);
    Ladder ladder = Ladder.of(network, second);

    assertThat(ladder.neighbourStates()).extracting(Bar::state).containsExactly("REACHABLE");
    assertThat(ladder.waits()).isEmpty();
    assertThat(stage(ladder, "neighbour").words()).contains("is known");
    assertThat(ladder.arrows().get(0).from()).as("straight from the socket").isZero();
  }

  @Test
  void without_a_route_it_ends_in_the_clients_own_ip() {
    Ladder ladder = ladder(Network.builder().noGateway(), "10.0.0.1", 80);
    assertThat(ladder.arrows()).isEmpty();
    assertThat(kinds(ladder)).containsExactly(Kind.CLIENT, Kind.NEIGHBOURS, Kind.NOBODY);
    assertThat(stage(ladder, "ip").progress()).isEqualTo(Progress.STOPPED);

    Ladder blackhole =
        ladder(
            Network.builder().client(c -> c.route("10.0.0.0/8", RouteType.BLACKHOLE)),
            "10.0.0.1",
            80);
    assertThat(stage(blackhole, "ip").words()).contains("BLACKHOLE");
  }
}
