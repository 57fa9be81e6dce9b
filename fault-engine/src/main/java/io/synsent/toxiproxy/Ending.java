package io.synsent.toxiproxy;

/** How the stream of a link ends, from the gentlest on; a link's ending only ever gets worse. */
enum Ending {
  /** The sender closed its direction: the receiver gets a FIN, the other direction goes on. */
  FIN,
  /** A toxic closes the connection: the receiver gets all that was let through, then a FIN. */
  CUT,
  /** The sender's side is gone by a reset: so is the receiver's, after what came before it. */
  SENDER_RESET,
  /** A toxic resets the connection: both sides get an RST at once. */
  RESET
}
