package io.synsent.engine.packet;

/** Bytes that are no packet; the message names the field, what was expected and what was found. */
public final class MalformedPacketException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedPacketException(String message) {
    super(message);
  }

  static MalformedPacketException of(String field, Object expected, Object found) {
    return new MalformedPacketException(field + ": expected " + expected + ", found " + found);
  }
}
