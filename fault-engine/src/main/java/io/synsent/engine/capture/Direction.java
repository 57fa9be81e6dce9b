package io.synsent.engine.capture;

/** Which way a frame passed the tap, seen from the host that has the tap. */
public enum Direction {
  /** Sent by the host: the tap sees it on its way from the device to the wire. */
  OUT("Out"),

  /** Received by the host: the tap sees it before the host's own layers do. */
  IN("In");

  private final String label;

  Direction(String label) {
    this.label = label;
  }

  /** The word {@code tcpdump -i any} writes: {@code "Out"} or {@code "In"}. */
  public String label() {
    return label;
  }
}
