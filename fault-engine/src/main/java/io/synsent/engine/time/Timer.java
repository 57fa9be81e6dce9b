package io.synsent.engine.time;

/** One scheduled event, which can still be called off. */
public interface Timer {

  /** Calls the event off; returns false if it already ran or was called off before. */
  boolean cancel();

  /** Whether the event is still to come. */
  boolean isPending();

  /** When the event is due, in nanoseconds since the simulation began. */
  long dueAt();
}
