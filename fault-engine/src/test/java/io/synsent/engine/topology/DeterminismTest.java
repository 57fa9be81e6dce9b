package io.synsent.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.time.TimerWheelSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The same seed gives the same bytes, whatever happens in the network. */
class DeterminismTest {

  private static byte[] run(long seed, int connects, int changes, boolean wheel) {
    HostProfile profile =
        wheel
            ? HostProfile.LINUX_6_5.toBuilder().timerWheel(TimerWheelSettings.HZ_250).build()
            : HostProfile.LINUX_6_5;
    Network network =
        Network.builder()
            .seed(seed)
            .profile(profile)
            .with(Faults.reachable("192.168.31.9", 80))
            .with(Faults.unreachable("192.168.31.7"))
            .with(Faults.unreachable("10.225.31.11", LastRouter.ANSWERS))
            .with(Faults.firewalled("10.225.31.10", 80, FirewallAction.DROP))
            .with(Faults.reachable("db.example", 80))
            .build();
    network.lan().lose(0.2, frame -> true);
    String[] targets = {
      "192.168.31.9", "192.168.31.7", "10.225.31.11", "10.225.31.10", "198.18.0.10"
    };
    for (int i = 0; i < connects; i++) {
      network.connect(Driven.ip(targets[i % targets.length]), 80);
      network.runUntil(network.now() + 300_000_000L);
      switch ((i * 31 + changes) % 4) {
        case 0 -> network.host("192.168.31.9").unplug();
        case 1 -> network.host("192.168.31.9").plugIn();
        case 2 -> network.host("192.168.31.7").plugIn();
        default -> network.client().flushNeighbours();
      }
    }
    network.runUntilIdle();
    return bytes(network);
  }

  private static byte[] bytes(Network network) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (JournalEntry entry : network.journal().entries()) {
        all.write(entry.toString().getBytes(StandardCharsets.UTF_8));
        CapturedFrame frame = entry.frame();
        if (frame != null) {
          all.write(frame.bytes());
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return all.toByteArray();
  }

  @Property(tries = 40)
  void run_twice_same_bytes(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int connects,
      @ForAll @IntRange(min = 0, max = 3) int changes,
      @ForAll boolean wheel) {
    assertThat(run(seed, connects, changes, wheel)).isEqualTo(run(seed, connects, changes, wheel));
  }

  @Test
  void another_seed_gives_other_ports_and_sequence_numbers() {
    assertThat(run(1, 3, 0, false)).isNotEqualTo(run(2, 3, 0, false));
  }

  @Test
  void every_connect_ends_and_nothing_is_scheduled_for_ever() {
    // runUntilIdle in run() returns at all: no timer re-arms itself without end.
    assertThat(run(5, 12, 1, true)).isNotEmpty();
  }
}
