package io.synsent.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowListTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3, 80, true",
    "10.1.2.3, 10.1.2.4, 80, false",
    "10.1.2.3:80, 10.1.2.3, 80, true",
    "10.1.2.3:80, 10.1.2.3, 81, false",
    "10.1.2.3:80, 10.1.2.3, 0, false",
    "10.0.0.0/8, 10.255.255.255, 1, true",
    "10.0.0.0/8, 11.0.0.0, 1, false",
    "10.0.0.0/8:443, 10.9.9.9, 443, true",
    "10.0.0.0/8:443, 10.9.9.9, 80, false",
    "172.16.0.0/12, 172.31.255.1, 80, true",
    "172.16.0.0/12, 172.32.0.1, 80, false",
    "0.0.0.0/0, 192.0.2.1, 80, true",
    "0.0.0.0/0, 2001:db8::1, 80, false",
    "2001:db8::1, 2001:db8::1, 80, true",
    "[2001:db8::1]:443, 2001:db8::1, 443, true",
    "[2001:db8::1]:443, 2001:db8::1, 80, false",
    "2001:db8::/32, 2001:db8:ffff::1, 80, true",
    "2001:db8::/32, 2001:db9::1, 80, false",
    "*, 192.0.2.1, 80, true",
    "*, 2001:db8::1, 80, true",
    "*:53, 192.0.2.1, 53, true",
    "*:53, 192.0.2.1, 54, false",
    "repo.example, 192.0.2.1, 80, false"
  })
  void addresses(String entry, String address, int port, boolean allowed) throws Exception {
    assertThat(AllowList.of(entry).allows(InetAddress.getByName(address), Set.of(), port))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "repo.example, repo.example, true",
    "repo.example, REPO.example., true",
    "Repo.Example, repo.example, true",
    "repo.example, a.repo.example, false",
    "*.example, repo.example, true",
    "*.example, a.b.example, true",
    "*.example, example, false",
    "*.example, notexample, false",
    "*.example:443, repo.example, true",
    "*, anything.at.all, true",
    "10.0.0.0/8, repo.example, false"
  })
  void look_ups(String entry, String name, boolean allowed) {
    assertThat(AllowList.of(entry).allowsLookUpOf(name)).isEqualTo(allowed);
  }

  @Test
  void an_address_goes_by_the_name_it_was_looked_up_by() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.1");
    AllowList list = AllowList.of("*.example:443", "10.0.0.0/8");

    assertThat(list.allows(address, Set.of("repo.example"), 443)).isTrue();
    assertThat(list.allows(address, Set.of("repo.example"), 80)).isFalse();
    assertThat(list.allows(address, Set.of("repo.test"), 443)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|it is empty",
        "https://repo.example|it is a URL",
        "10.0.0.0/33|\"/33\" is no prefix length. It goes from 0 to 32",
        "10.0.0.0/x|\"/x\" is no prefix length",
        "2001:db8::/129|It goes from 0 to 128",
        "10.0.0|\"10.0.0\" is not an address",
        "10.0.0.1:70000|\"70000\" is no port. Ports go from 1 to 65535",
        "repo.example:|\"\" is no port",
        "re*o.example|a star stands only alone",
        "-x.example|\"-x.example\" is no host",
        "[2001:db8::1|expected \"[address]:port\""
      })
  void what_is_no_entry_is_refused(String entry, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AllowList.of(entry))
        .withMessageStartingWith("allowed host \"" + entry + "\": ")
        .withMessageContaining(why);
  }
}
