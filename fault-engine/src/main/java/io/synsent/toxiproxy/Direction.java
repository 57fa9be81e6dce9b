package io.synsent.toxiproxy;

/** A direction of a connection, under Toxiproxy's names; the order is that of its listings. */
enum Direction {
  /** What the client sends to the server. */
  UPSTREAM("upstream"),
  /** What the server sends to the client. */
  DOWNSTREAM("downstream");

  private final String label;

  Direction(String label) {
    this.label = label;
  }

  /** The word in the API. */
  String label() {
    return label;
  }
}
