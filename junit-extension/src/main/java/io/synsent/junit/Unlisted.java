package io.synsent.junit;

/** What becomes of connects, look-ups and datagrams to hosts that no annotation names. */
public enum Unlisted {
  /** They reach the real network as if SynSent were not there. */
  PASS_THROUGH,
  /** They fail at once, and are listed when the test ends: see {@link NoRealNetwork}. */
  BLOCK
}
