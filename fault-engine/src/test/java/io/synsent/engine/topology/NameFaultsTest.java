package io.synsent.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.name.GaiError;
import io.synsent.engine.name.LookUp;
import io.synsent.engine.name.NameAnswer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.report.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameFaultsTest {

  private static final String DB = "db.example";

  private static String look(Network network, String name) {
    LookUp lookUp = network.lookUp(name, "").orElseThrow();
    network.runUntilIdle();
    LookUp.Result result = lookUp.result().orElseThrow();
    return result.error().map(GaiError::name).orElse(result.addresses().toString());
  }

  private static String look(Network network) {
    return look(network, DB);
  }

  @Test
  void a_name_moves_from_look_up_to_look_up_and_stays() {
    Network network =
        Network.builder()
            .nameAnswers(
                DB,
                NameAnswer.addresses("192.168.31.7", "192.168.31.8"),
                NameAnswer.unknown(),
                NameAnswer.addresses("192.168.31.8"))
            .build();

    assertThat(look(network)).isEqualTo("[192.168.31.7, 192.168.31.8]");
    assertThat(look(network)).isEqualTo("EAI_NONAME");
    assertThat(look(network)).isEqualTo("[192.168.31.8]");
    assertThat(look(network)).isEqualTo("[192.168.31.8]");
    assertThat(network.simulates(IpAddress.parse("192.168.31.7"), 80)).isTrue();
  }

  @Test
  void a_fault_hits_the_first_look_ups() {
    Network network =
        Network.builder()
            .host(DB)
            .nameFault(DB, NameAnswer.serverFailure(), FaultSchedule.firstAttempts(2))
            .build();

    assertThat(look(network)).isEqualTo("EAI_AGAIN");
    assertThat(look(network)).isEqualTo("EAI_AGAIN");
    assertThat(look(network)).startsWith("[198.18.0.");
    assertThat(Timeline.lookUps(network))
        .contains("fault SERVFAIL: attempt 1 of 2 that fail")
        .contains("no fault SERVFAIL: the first 2 attempts have been hit");
  }

  @Test
  void a_fault_holds_in_its_window_of_time() {
    Network network =
        Network.builder()
            .host(DB)
            .nameFault(
                DB,
                NameAnswer.unknown(),
                FaultSchedule.between(Duration.ofSeconds(2), Duration.ofSeconds(4)))
            .build();

    List<String> seen = new ArrayList<>();
    for (int second = 0; second < 6; second++) {
      network.runUntil(second * 1_000_000_000L);
      seen.add(look(network).equals("EAI_NONAME") ? "fails" : "works");
    }
    assertThat(seen).containsExactly("works", "works", "fails", "fails", "works", "works");
  }

  @Test
  void a_chance_comes_from_the_seed() {
    assertThat(byChance(1)).isEqualTo(byChance(1)).isNotEqualTo(byChance(2));
    assertThat(byChance(1).stream().filter(r -> r.equals("EAI_NONAME")).count())
        .isBetween(60L, 140L);
  }

  private static List<String> byChance(long seed) {
    Network network =
        Network.builder()
            .seed(seed)
            .host(DB)
            .nameFault(DB, NameAnswer.unknown(), FaultSchedule.sometimes(0.5))
            .build();
    return IntStream.range(0, 200).mapToObj(i -> look(network)).toList();
  }

  @Test
  void a_name_with_a_fault_alone_is_known_and_leads_nowhere() {
    Network network =
        Network.builder()
            .nameFault("nosuch.example", NameAnswer.unknown(), FaultSchedule.ALWAYS)
            .build();

    assertThat(network.knowsName("nosuch.example")).isTrue();
    assertThat(network.knowsName("other.example")).isFalse();
    assertThat(look(network, "NOSUCH.example.")).isEqualTo("EAI_NONAME");
    assertThat(network.lookUp("other.example", "")).isEmpty();
  }

  @Test
  void answers_can_be_changed_midway_to_hosts_that_are_simulated() {
    Network network =
        Network.builder()
            .with(Faults.reachable("192.168.31.8", 80))
            .nameFault(DB, NameAnswer.unknown(), FaultSchedule.ALWAYS)
            .build();

    network.setAnswers(DB, NameAnswer.addresses("192.168.31.8"));
    assertThat(look(network)).isEqualTo("[192.168.31.8]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.setAnswers(DB, NameAnswer.addresses("203.0.113.9")))
        .withMessageStartingWith("203.0.113.9 is no host of this network: declare it");
    assertThatIllegalArgumentException().isThrownBy(() -> network.setAnswers(DB));
  }

  @Test
  void a_reverse_look_up_gives_the_records_name() {
    Network network =
        Network.builder()
            .nameAnswers(DB, NameAnswer.addresses("192.168.31.7"))
            .with(Faults.reachable("192.168.31.8", 80))
            .build();

    assertThat(network.reverseLookUp(IpAddress.parse("192.168.31.7"))).contains(DB);
    assertThat(network.reverseLookUp(IpAddress.parse("192.168.31.8"))).contains("192.168.31.8");
    assertThat(network.reverseLookUp(IpAddress.parse("192.168.31.9"))).isEmpty();
  }

  @Test
  void a_schedule_out_of_its_range_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultSchedule.firstAttempts(0))
        .withMessage("times 0: expected 1 or more");
    assertThatIllegalArgumentException().isThrownBy(() -> FaultSchedule.sometimes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> FaultSchedule.sometimes(1.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultSchedule.between(Duration.ofSeconds(2), Duration.ofSeconds(2)))
        .withMessageContaining("the fault would never hold");
  }
}
