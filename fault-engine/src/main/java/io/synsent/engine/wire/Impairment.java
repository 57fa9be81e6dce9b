package io.synsent.engine.wire;

import io.synsent.engine.packet.EthernetFrame;

/** What a bad wire does to the frames on it. */
@FunctionalInterface
public interface Impairment {

  /** The fate of a frame that nothing happens to: it arrives once, with no delay of its own. */
  @SuppressWarnings("MutablePublicArray") // compared by identity, never written
  long[] UNHARMED = {0};

  /**
   * Decides about one frame.
   *
   * @return one entry for every copy that arrives: how much later than usual it does, in
   *     nanoseconds; {@link #UNHARMED} for a frame that is let alone, empty for one that is lost
   */
  long[] fateOf(EthernetFrame frame);
}
