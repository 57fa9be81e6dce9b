package io.synsent.engine.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.time.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * glibc's schedule. The times are those that glibc 2.36 kept in a network namespace with name
 * servers of our own on 127.0.0.1 to 127.0.0.3, with JDK 17 and 25.
 */
class StubResolverTest {

  private static final NameAnswer FOUND = NameAnswer.addresses("192.0.2.7");

  private final Simulation simulation = new Simulation(1);
  private final Journal journal = new Journal(simulation);

  private LookUp lookUp(ResolverSettings settings, NameAnswer answer) {
    StubResolver resolver = new StubResolver(settings, simulation, journal, "client");
    LookUp lookUp = resolver.lookUp("db.example", answer, "", "");
    simulation.runUntilIdle();
    assertThat(resolver.lookUps()).containsExactly(lookUp);
    return lookUp;
  }

  private static ResolverSettings servers(int count, int silent) {
    return new ResolverSettings(5, 2, count, silent);
  }

  private static void ended(LookUp lookUp, GaiError error, double atSeconds) {
    LookUp.Result result = lookUp.result().orElseThrow();
    assertThat(result.error().orElse(null)).isEqualTo(error);
    assertThat(result.addresses().isEmpty()).isEqualTo(error != null);
    assertThat(result.atNanos()).isEqualTo((long) (atSeconds * 1e9));
  }

  private static void asked(LookUp lookUp, long... seconds) {
    assertThat(lookUp.queryTimes().stream().mapToLong(TimeUnit.NANOSECONDS::toSeconds).toArray())
        .isEqualTo(seconds);
  }

  @Test
  void addresses_are_there_at_once() {
    LookUp lookUp = lookUp(ResolverSettings.GLIBC, FOUND);

    ended(lookUp, null, 0);
    asked(lookUp, 0);
    assertThat(lookUp.result().orElseThrow().addresses()).hasToString("[192.0.2.7]");
  }

  @Test
  void nxdomain_is_final() {
    LookUp lookUp = lookUp(servers(3, 0), NameAnswer.unknown());

    ended(lookUp, GaiError.EAI_NONAME, 0);
    asked(lookUp, 0);
  }

  @Test
  void a_name_without_an_address() {
    ended(lookUp(ResolverSettings.GLIBC, NameAnswer.noAddress()), GaiError.EAI_NODATA, 0);
  }

  @Test
  void servfail_is_asked_of_every_server_as_often_as_attempts_say() {
    LookUp one = lookUp(ResolverSettings.GLIBC, NameAnswer.serverFailure());
    ended(one, GaiError.EAI_AGAIN, 0);
    asked(one, 0, 0);
    asked(lookUp(servers(3, 0), NameAnswer.serverFailure()), 0, 0, 0, 0, 0, 0);
  }

  @Test
  void silence_of_one_server_costs_ten_seconds() {
    LookUp lookUp = lookUp(ResolverSettings.GLIBC, NameAnswer.silence());

    ended(lookUp, GaiError.EAI_AGAIN, 10);
    asked(lookUp, 0, 5);
  }

  @Test
  void silence_of_three_servers_costs_28_seconds() {
    LookUp lookUp = lookUp(servers(3, 0), NameAnswer.silence());

    ended(lookUp, GaiError.EAI_AGAIN, 28);
    asked(lookUp, 0, 5, 8, 14, 19, 22);
  }

  @Test
  void an_answer_after_seven_seconds_comes_within_the_second_attempt() {
    LookUp lookUp = lookUp(ResolverSettings.GLIBC, FOUND.after(Duration.ofSeconds(7)));

    ended(lookUp, null, 7);
    asked(lookUp, 0, 5);
  }

  @Test
  void an_answer_after_seven_seconds_of_three_servers_is_read_when_the_first_is_asked_again() {
    LookUp lookUp = lookUp(servers(3, 0), FOUND.after(Duration.ofSeconds(7)));

    ended(lookUp, null, 14);
    asked(lookUp, 0, 5, 8, 14);
  }

  @Test
  void an_answer_after_twelve_seconds_is_none() {
    ended(
        lookUp(ResolverSettings.GLIBC, FOUND.after(Duration.ofSeconds(12))),
        GaiError.EAI_AGAIN,
        10);
  }

  @Test
  void a_silent_first_server_costs_its_five_seconds() {
    LookUp lookUp = lookUp(servers(2, 1), FOUND);

    ended(lookUp, null, 5);
    asked(lookUp, 0, 5);
  }

  @Test
  void timeout_and_attempts_are_options() {
    LookUp lookUp = lookUp(new ResolverSettings(1, 3, 1, 0), NameAnswer.silence());

    ended(lookUp, GaiError.EAI_AGAIN, 3);
    asked(lookUp, 0, 1, 2);
  }

  @Test
  void what_happened_is_in_the_journal() {
    lookUp(ResolverSettings.GLIBC, NameAnswer.silence());

    assertThat(journal.entries()).allMatch(entry -> entry.layer() == Layer.NAME);
    assertThat(journal.entries().stream().map(JournalEntry::text))
        .containsExactly(
            "query A, AAAA to name server 1 of 1, attempt 1 of 2",
            "no answer within 5 s",
            "query A, AAAA to name server 1 of 1, attempt 2 of 2",
            "no answer within 5 s",
            "EAI_AGAIN (Temporary failure in name resolution): no name server answered");
  }

  @Test
  void options_out_of_their_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ResolverSettings(0, 2, 1, 0))
        .withMessage("timeout 0: expected 1 to 30, as in resolv.conf(5)");
    assertThatIllegalArgumentException().isThrownBy(() -> new ResolverSettings(5, 6, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ResolverSettings(5, 2, 4, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ResolverSettings(5, 2, 1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUND.after(Duration.ofSeconds(-1)))
        .withMessageContaining("expected zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NameAnswer(NameAnswer.Kind.ADDRESSES, List.of(), Duration.ZERO));
  }
}
