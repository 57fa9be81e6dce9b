package io.synsent.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.synsent.engine.topology.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file is said with its place and the cure. */
class ScenarioErrorsTest {

  /** One line of YAML, where in it the mistake is, and what is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hosts: [{adress: 192.168.31.7}]                | 10 | hosts[0].adress            | did you mean "address"?
          hots: []                                       | 1  | hots                       | did you mean "hosts"?
          hosts: [{address: 192.168.31.700}]             | 19 | hosts[0].address           | four numbers from 0 to 255
          hosts: [{listens: [80]}]                       | 9  | hosts[0]                   | "address" is missing
          hosts: [{address: 10.1.1.1, listens: [80x]}]   | 39 | hosts[0].listens[0]        | is no port
          hosts: [{address: 10.1.1.1, listens: [0]}]     | 39 | hosts[0].listens[0]        | from 1 to 65535
          hosts: [{address: 10.1.1.1, firewall: [dorp tcp]}] | 40 | hosts[0].firewall[0]   | did you mean "drop"?
          hosts: [{address: 10.1.1.1, firewall: [reject tcp 1 with rst]}] | 40 | hosts[0].firewall[0] | tcp-reset
          hosts: [{address: 10.1.1.1, firewall: [drop]}] | 40 | hosts[0].firewall[0]       | a protocol is missing
          hosts: [{address: 10.1.1.1, absent: yes}]      | 37 | hosts[0].absent            | expected true or false
          hosts: [{address: 10.1.1.1, absent: true, listens: [1]}] | 9 | hosts[0]          | declared unreachable and with ports
          hosts: [{address: 10.1.1.1}, {address: 10.1.1.1}] | 30 | hosts[1]               | declare each once
          hosts: [{address: [10.1.1.1, 10.1.1.2]}]       | 9  | hosts[0]                   | needs a name
          hosts: {address: 10.1.1.1}                     | 8  | hosts                      | expected a list
          hosts:                                         | 7  | hosts                      | expected a list, found a missing value
          client: {address: 192.168.31.6}                | 19 | client.address             | has no prefix length
          client: {address: 10.0.0.6/24}                 | 9  | client                     | gateway: 10.0.0.1
          client: {gateway: 10.0.0.1}                    | 19 | client.gateway             | is not on the client's LAN
          client: {sysctl: {net.ipv4.tcp_syn_retrys: 1}} | 44 | client.sysctl.net.ipv4.tcp_syn_retrys | did you mean "net.ipv4.tcp_syn_retries"?
          client: {sysctl: {net.ipv4.tcp_syn_retries: 1000}} | 45 | client.sysctl.net.ipv4.tcp_syn_retries | 1000
          client: {neighbours: [192.168.31.7]}           | 23 | client.neighbours[0]       | lladdr
          client: {routes: [10.9.0.0/16 over 10.0.0.1]}  | 19 | client.routes[0]           | PREFIX via GATEWAY
          client: {routes: [10.9.0.0/16 via 10.0.0.1]}   | 9  | client                     | on none of its LANs
          profile: LINUKS                                | 10 | profile                    | did you mean "LINUX"?
          seed: one                                      | 7  | seed                       | whole number
          lans: [{prefix: 10.9.9.0/24}]                  | 8  | lans[0]                    | there are [192.168.31.0/24
          lans: [{prefix: 192.168.31.0/24, loss: 0.1}]   | 40 | lans[0].loss               | such as 10 %
          lans: [{prefix: 192.168.31.0/24, delay: 20}]   | 41 | lans[0].delay              | such as 1.5 s, 20 ms
          lans: [{prefix: 192.168.31.0/24, rules: [lose 2 syn]}] | 42 | lans[0].rules[0]   | lose first 2 syn
          lans: [{prefix: 192.168.31.0/24, rules: [lose first 2 sin]}] | 42 | lans[0].rules[0] | did you mean "syn"?
          events: [{at: 1 s, do: plugin 192.168.31.7}]   | 24 | events[0].do               | did you mean "plug-in"?
          events: [{at: 1 s, do: plug-in 192.168.31.9}]  | 24 | events[0].do               | no host "192.168.31.9" is in this network
          events: [{at: 1 s, do: open router}]           | 24 | events[0].do               | open 192.168.31.7 8080
          events: [{do: link-down}]                      | 10 | events[0]                  | "at" is missing
          connects: [{to: 192.168.31.7}]                 | 17 | connects[0].to             | a host and a port
          connects: [{to: "192.168.31.7:99999"}]         | 17 | connects[0].to             | from 0 to 65535
          connects: [{to: "db.example:80"}]              | 17 | connects[0].to             | names: {db.example: 192.168.31.7}
          connects: [{to: "10.1.1.1:80", by: Socked}]    | 36 | connects[0].by             | did you mean "Socket"?
          connects: [{to: "10.1.1.1:80", timeout: 0 s}]  | 41 | connects[0].timeout        | leave the key out
          names: {"-x-": 10.1.1.1}                       | 16 | names.-x-                  | host name
          title: [a]                                     | 8  | title                      | found a list
          name: a, b: c                                  | 11 |                            | is no YAML
          for-each: [{n: 1}]                             |    |                            |
          """)
  void mistake_is_named_with_place_and_cure(
      String yaml, Integer column, String field, String cure) {
    if (column == null) {
      assertThat(Scenario.parseAll("net.yaml", yaml)).hasSize(1);
      return;
    }
    ScenarioException e =
        catchThrowableOfType(
            ScenarioException.class, () -> Scenario.parse("net.yaml", "x-first: 1\n" + yaml));
    assertThat(e).as(yaml).isNotNull();
    assertThat(e.getMessage())
        .startsWith("net.yaml:" + e.line() + ":" + e.column() + ": ")
        .contains(cure);
    assertThat(e.file()).isEqualTo("net.yaml");
    assertThat(e.line()).as(e.getMessage()).isEqualTo(2);
    assertThat(e.column()).as(e.getMessage()).isEqualTo(column);
    assertThat(e.field()).isEqualTo(field == null ? "" : field);
  }

  @ParameterizedTest
  @CsvSource({"www: 10.1.1.1", "www: 10.1.1.2", "'www: [10.1.1.2, 10.1.1.1]'"})
  void a_second_name_of_a_host_with_several_addresses_is_refused(String names) {
    String hosts = "hosts: [{name: db, address: [10.1.1.1, 10.1.1.2]}]";

    assertThatThrownBy(() -> Scenario.parse("net.yaml", hosts + "\nnames: {" + names + "}\n"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageMatching(
            "net.yaml:2:14: names.www: 10\\.1\\.1\\.[12] is declared twice, as one of the"
                + " addresses \\[10.1.1.1, 10.1.1.2] of db and by the name www: expected one name"
                + " for a host of several addresses, found two; take one of them away, or declare"
                + " a host for each address and both names for all of them");
  }

  @Test
  void further_names_of_hosts_with_one_address_each_are_fine() {
    Network network =
        Scenario.parse(
                "net.yaml",
                """
                hosts: [{address: 10.1.1.1}, {address: 10.1.1.2, name: second}]
                names: {db: [10.1.1.1, 10.1.1.2], www: [10.1.1.1, 10.1.1.2]}
                """)
            .network()
            .build();

    assertThat(network.resolve("www")).isEqualTo(network.resolve("db")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hosts: [{name: db, address: 10.1.1.1}, {name: DB, address: 10.1.1.2}] | 40 | hosts[1]  | DB
          names: {db: 10.1.1.1, db.: 10.1.1.2}                                  | 28 | names.db. | db.
          """)
  void a_name_that_is_there_already_is_refused_however_it_is_spelt(
      String yaml, int column, String field, String name) {
    assertThatThrownBy(() -> Scenario.parse("net.yaml", yaml))
        .hasMessage(
            "net.yaml:1:%d: %s: \"%s\" is a name already: choose another"
                .formatted(column, field, name));
  }
}
