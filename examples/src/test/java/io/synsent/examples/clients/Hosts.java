package io.synsent.examples.clients;

/** Where the clients connect to. */
final class Hosts {
  static final String ABSENT = "192.168.31.7";
  static final String FIREWALLED = "10.225.31.13";
  static final String CLOSED = "10.225.31.12";
  static final String UNKNOWN = "no-such-host.example";
  static final String RECOVERING = "10.225.31.14";

  private Hosts() {}
}
