package io.synsent.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SeededRandomTest {

  /** The first numbers of SplitMix64 from state 0, as published with the algorithm. */
  @Test
  void is_split_mix_64() {
    RandomGenerator random = new SeededRandom(0);

    assertThat(random.nextLong()).isEqualTo(0xE220A8397B1DCDAFL);
    assertThat(random.nextLong()).isEqualTo(0x6E789E6AA1B965F4L);
    assertThat(random.nextLong()).isEqualTo(0x06C45D188009454FL);
  }

  @Test
  void same_seed_and_purpose_same_numbers() {
    Simulation one = new Simulation(7);
    Simulation two = new Simulation(7);

    assertThat(one.random("ports").longs(100).toArray())
        .isEqualTo(two.random("ports").longs(100).toArray());
  }

  @Test
  void another_seed_or_purpose_other_numbers() {
    Set<Long> first = new HashSet<>();
    for (long seed = -50; seed < 50; seed++) {
      for (String purpose : new String[] {"", "a", "b", "ab", "ba", "ports", "sequence numbers"}) {
        first.add(new SeededRandom(seed, purpose).nextLong());
      }
    }
    assertThat(first).hasSize(700);
  }

  @Test
  void drawing_for_one_purpose_does_not_move_another() {
    Simulation one = new Simulation(7);
    Simulation two = new Simulation(7);
    assertThat(one.random("ports").longs(1000).distinct()).hasSize(1000);

    assertThat(one.random("sequence").nextLong()).isEqualTo(two.random("sequence").nextLong());
  }

  @Test
  void ranges_are_kept_and_filled_evenly() {
    RandomGenerator random = new SeededRandom(1, "ranges");
    int[] counts = new int[6];
    for (int i = 0; i < 60_000; i++) {
      counts[random.nextInt(10, 16) - 10]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_500, 10_500); // 10,000 expected, 5 standard deviations
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(random.nextInt(1)).isZero();
      assertThat(random.nextLong(3)).isBetween(0L, 2L);
      assertThat(random.nextLong(-2, 1)).isBetween(-2L, 0L);
      assertThat(random.nextLong(Long.MAX_VALUE)).isNotNegative();
      assertThat(random.nextDouble()).isGreaterThanOrEqualTo(0).isLessThan(1);
      assertThat(random.nextDouble(0.5, 1.5)).isBetween(0.5, 1.5);
      assertThat(random.nextDouble(4)).isBetween(0.0, 4.0);
    }
    assertThat(random.ints(1000).filter(value -> value < 0).count()).isBetween(400L, 600L);
  }

  /** Every packet of every run depends on these: they never change. Computed apart, by hand. */
  @Test
  void the_numbers_do_not_depend_on_the_jdk() {
    RandomGenerator random = new SeededRandom(2021, "known answer");

    assertThat(random.nextInt()).isEqualTo(968836363);
    assertThat(random.nextInt(1000)).isEqualTo(76);
    assertThat(random.nextInt(32768, 61000)).isEqualTo(59897);
    assertThat(random.nextLong(1L << 32)).isEqualTo(3027734247L);
    assertThat(random.nextDouble()).isEqualTo(0.737608417642677);
    assertThat(random.nextBoolean()).isFalse();
  }

  @Test
  void an_empty_range_is_refused() {
    RandomGenerator random = new SeededRandom(1, "");

    assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(0));
    assertThatIllegalArgumentException().isThrownBy(() -> random.nextLong(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(5, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> random.nextLong(6, 5));
  }
}
