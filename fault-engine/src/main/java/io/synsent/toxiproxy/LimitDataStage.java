package io.synsent.toxiproxy;

/**
 * {@code limit_data}: closes the connection when {@code bytes} bytes have gone through, exactly; a
 * limit of 0 closes it when the first byte comes.
 */
final class LimitDataStage extends Stage {
  /** Counted from when the toxic began to apply; a change of the limit does not start anew. */
  private long passed;

  LimitDataStage(Link link, Toxic toxic) {
    super(link, toxic);
  }

  @Override
  void onData(Chunk chunk) {
    long rest = Math.max(0, toxic.attribute("bytes") - passed);
    if (chunk.length() < rest) {
      passed += chunk.length();
      emit(chunk);
      return;
    }
    if (rest > 0) {
      passed += rest;
      emit(link.truncate(chunk, (int) rest));
    } else {
      link.release(chunk);
    }
    close(Ending.CUT);
  }
}
