package io.synsent.examples.timelapse;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.timelapse.TimeLapse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No annotation here: junit-platform.properties has the time-lapse of the whole run. */
@Tag("long")
class WholeRunTest {

  @Test
  void an_application_that_waits_a_minute_has_waited_it() throws InterruptedException {
    Duration aheadBefore = TimeLapse.ahead();
    Instant before = Instant.now();
    Thread.sleep(60_000);
    assertThat(Duration.between(before, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
    // What the clock gained on the wall's: at a rate of 10, nine tenths of the minute.
    assertThat(TimeLapse.ahead().minus(aheadBefore)).isGreaterThan(Duration.ofSeconds(50));
  }
}
