package io.synsent.engine.neighbour;

/** What becomes of a MAC address that is known when another is told (neigh_update's flags). */
enum OnConflict {
  /** NEIGH_UPDATE_F_OVERRIDE: the new one counts. */
  REPLACE,

  /** Neither flag: the known one stays, nothing changes. */
  KEEP,

  /**
   * NEIGH_UPDATE_F_WEAK_OVERRIDE: the known one stays, but is doubted: a connected entry becomes
   * STALE (RFC 4861, section 7.2.5).
   */
  DOUBT
}
