package io.synsent.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueueTest {

  private record Item(long time, int number) {}

  private final EventQueue<Item> queue = new EventQueue<>();
  private final List<Item> expected = new ArrayList<>();

  @Test
  void an_empty_queue_has_no_first() {
    queue.removeIf(item -> true);

    assertThat(queue.size()).isZero();
    assertThat(queue.peek()).isNull();
  }

  /** Beside a list that is sorted by time, which keeps the order of adding for equal times. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behaves_as_a_list_sorted_by_time(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 5_000; step++) {
      int dice = random.nextInt(100);
      if (dice < 60) {
        Item item = new Item(random.nextInt(50), step);
        queue.add(item.time(), item);
        expected.add(item);
        expected.sort(Comparator.comparingLong(Item::time));
      } else if (dice < 99 && !expected.isEmpty()) {
        queue.removeFirst();
        expected.remove(0);
      } else {
        int remainder = random.nextInt(3);
        queue.removeIf(item -> item.number() % 3 == remainder);
        expected.removeIf(item -> item.number() % 3 == remainder);
      }
      assertThat(queue.size()).isEqualTo(expected.size());
      assertThat(queue.peek()).isEqualTo(expected.isEmpty() ? null : expected.get(0));
    }
    while (!expected.isEmpty()) {
      assertThat(queue.peek()).isEqualTo(expected.remove(0));
      queue.removeFirst();
    }
    assertThat(queue.peek()).isNull();
  }
}
