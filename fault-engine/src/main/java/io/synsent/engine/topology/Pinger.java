package io.synsent.engine.topology;

import io.synsent.engine.packet.IpAddress;
import java.util.List;

/** A simulated ping under way: one echo request a second, and what came back in ping's words. */
@SuppressWarnings("DoNotCallSuggester")
public final class Pinger {

  Pinger() {}

  /** Whom it asks. */
  public IpAddress target() {
    throw new UnsupportedOperationException();
  }

  /** What ping has printed so far, line by line; with the statistics once it is finished. */
  public List<String> lines() {
    throw new UnsupportedOperationException();
  }

  /** Whether all requests were sent and the last one answered or given up. */
  public boolean isFinished() {
    throw new UnsupportedOperationException();
  }
}
