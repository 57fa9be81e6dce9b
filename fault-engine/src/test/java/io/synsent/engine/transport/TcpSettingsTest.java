package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpSettingsTest {

  @Test
  void builder_changes_each_setting_and_leaves_the_others() {
    TcpSettings changed =
        TcpSettings.LINUX.toBuilder()
            .synRetries(3)
            .synLinearTimeouts(4)
            .synackRetries(2)
            .initialRto(Duration.ofSeconds(3))
            .maxRto(Duration.ofSeconds(60))
            .userTimeout(Duration.ofSeconds(20))
            .localPortRange(5000, 5999)
            .rmem(65_536, 131_072)
            .timestamps(false)
            .sack(false)
            .windowScaling(false)
            .abortOnOverflow(true)
            .synCookies(2)
            .revertsBackoff(true)
            .stack(TcpStack.WINDOWS)
            .connectTimeout(Duration.ofSeconds(75))
            .resetRetryWait(Duration.ofMillis(500))
            .synLayout(SynLayout.WINDOWS)
            .synWindow(64_240)
            .build();

    assertThat(changed)
        .isEqualTo(
            new TcpSettings(
                3,
                4,
                2,
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                5000,
                5999,
                65_536,
                131_072,
                false,
                false,
                false,
                true,
                2,
                true,
                TcpStack.WINDOWS,
                Duration.ofSeconds(75),
                Duration.ofMillis(500),
                SynLayout.WINDOWS,
                64_240));
    assertThat(changed.toBuilder().build()).isEqualTo(changed);
  }
}
