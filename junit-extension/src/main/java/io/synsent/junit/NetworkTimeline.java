package io.synsent.junit;

/**
 * Tells what happened in the simulated network, added to the exception of a failed test as a
 * suppressed one: its text is printed wherever the failure is.
 */
final class NetworkTimeline extends Exception {

  private static final long serialVersionUID = 1L;

  NetworkTimeline(String text) {
    super(text, null, false, false); // no stack trace: it would say nothing about the network
  }
}
