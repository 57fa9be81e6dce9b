package io.synsent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one-line timelines, computed by the engine. */
class ForecastTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNREACHABLE_HOST | 192.168.31.7  |          | ARP at 0, 1, 2 s; No route to host at 3 s",
        "UNREACHABLE_HOST | 10.225.31.11  |          | SYN at 0, 1, 3, 7, 15, 31, 63 s;"
            + " Connection timed out at 127 s",
        "UNREACHABLE_HOST | db.example    |          | SYN at 0, 1, 3, 7, 15, 31, 63 s;"
            + " Connection timed out at 127 s",
        "UNREACHABLE_HOST | 192.168.31.1  |          | ARP at 0, 1, 2 s; No route to host at 3 s",
        "CLOSED_PORT | 192.168.31.1:80    |          | SYN at 0 s; Connection refused at once",
        "CLOSED_PORT | localhost:80       |          | SYN at 0 s; Connection refused at once",
        "FIREWALLED  | 198.51.100.4       |          | SYN at 0, 1, 3, 7, 15, 31, 63 s;"
            + " Connection timed out at 127 s",
        "FIREWALLED  | 198.51.100.4:80    | REJECT_TCP_RESET"
            + " | SYN at 0 s; Connection refused at once",
        "FIREWALLED  | 198.51.100.4:80    | REJECT_ICMP_PROTO_UNREACHABLE"
            + " | SYN at 0 s; Protocol not available at once",
        "FIREWALLED  | 198.51.100.4:80    | REJECT_ICMP_ADMIN_PROHIBITED"
            + " | SYN at 0 s; No route to host at once",
        "FIREWALLED  | 198.51.100.4:80    | REJECT_ICMP_NET_UNREACHABLE"
            + " | SYN at 0 s; Network is unreachable at once",
        "FIREWALLED  | localhost:80       |          | SYN at 0, 1, 3, 7, 15, 31, 63 s;"
            + " Connection timed out at 127 s",
        "UNREACHABLE_HOST | 2001:db8:31::7 | | NDP at 0, 1, 2 s; No route to host at 3 s",
        // Two round trips more than over IPv4: the router asks from its link-local address, so the
        // host
        // has to ask for its other one.
        "CLOSED_PORT | [2001:db8:225::7]:80 | | SYN at 0 s; Connection refused at 0.01 s",
        "CLOSED_PORT | [::1]:80 | | SYN at 0 s; Connection refused at once",
        "FIREWALLED  | [2001:db8:225::7]:80 | REJECT_ICMP6_ADM_PROHIBITED"
            + " | SYN at 0 s; Permission denied at 0.01 s",
        "REACHABLE_HOST | db.example:5432 |          | SYN at 0 s; established at once",
        "REACHABLE_HOST | db.example      |          | SYN at 0 s; Connection refused at once",
      })
  void text_of_one_annotation(Kind kind, String value, String action, String text) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("value", value);
    if (action != null) {
      attributes.put("action", action);
    }
    AnnotationUse use = AnnotationUse.annotation(kind, attributes);
    assertThat(Forecast.of(TestElement.of("SomeTest", use), use).orElseThrow().text())
        .isEqualTo(text);
  }

  @Test
  void profile_and_last_router_are_taken_from_around() {
    TestElement around =
        TestElement.of(
            "SomeTest",
            AnnotationUse.annotation(Kind.SIMULATED_NETWORK, Map.of("profile", "LINUX_6_5")));
    AnnotationUse silent =
        AnnotationUse.annotation(Kind.UNREACHABLE_HOST, Map.of("value", "10.225.31.11"));
    assertThat(Forecast.of(around.inner("SomeTest.silent()", silent), silent).orElseThrow().text())
        .isEqualTo("SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s; Connection timed out at 131 s");
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("value", "10.225.31.11");
    attributes.put("lastRouterAnswers", true);
    AnnotationUse answered = AnnotationUse.annotation(Kind.UNREACHABLE_HOST, attributes);
    Forecast forecast =
        Forecast.of(around.inner("SomeTest.answered()", answered), answered).orElseThrow();
    assertThat(forecast.text()).startsWith("SYN at 0, 1, 2, 3").endsWith("No route to host at 3 s");
  }

  @Test
  void nothing_is_foretold_of_a_mistake_or_of_settings() {
    AnnotationUse mistake =
        AnnotationUse.annotation(Kind.UNREACHABLE_HOST, Map.of("value", "300.1.1.1"));
    assertThat(Forecast.of(TestElement.of("SomeTest", mistake), mistake)).isEmpty();
    AnnotationUse settings =
        AnnotationUse.annotation(Kind.SIMULATED_NETWORK, Map.of("profile", "LINUX"));
    assertThat(Forecast.of(TestElement.of("SomeTest", settings), settings)).isEmpty();
  }
}
