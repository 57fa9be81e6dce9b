package io.synsent.engine.name;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.time.Timers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The resolver of one host. It has no cache: glibc has none either. */
public final class StubResolver {

  private final ResolverSettings settings;
  private final Timers timers;
  private final Journal journal;
  private final String host;
  private final List<LookUp> lookUps = new ArrayList<>();

  /** The resolver of {@code host}, as the journal calls it. */
  public StubResolver(ResolverSettings settings, Timers timers, Journal journal, String host) {
    this.settings = settings;
    this.timers = timers;
    this.journal = journal;
    this.host = host;
  }

  /**
   * Looks a name up, of which the servers say this; the result may be there at once.
   *
   * @param remark for the journal, before the first query; may be empty
   */
  public LookUp lookUp(String name, NameAnswer answer, String label, String remark) {
    LookUp lookUp =
        new LookUp(lookUps.size() + 1, name, label, answer, settings, timers, journal, host);
    lookUps.add(lookUp);
    lookUp.begin(remark);
    return lookUp;
  }

  /** Every look-up so far, in the order in which they began. */
  public List<LookUp> lookUps() {
    return Collections.unmodifiableList(lookUps);
  }
}
