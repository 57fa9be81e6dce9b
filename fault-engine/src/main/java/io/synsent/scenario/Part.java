package io.synsent.scenario;

import java.util.List;

/**
 * The mappings of a scenario file and their keys. Keys that begin with {@code x-} are free
 * everywhere. {@code scenario.schema.json} says the same to editors; a test compares the two.
 */
enum Part {
  SCENARIO(
      "name",
      "title",
      "profile",
      "seed",
      "client",
      "router",
      "routers",
      "hosts",
      "lans",
      "names",
      "events",
      "connects",
      "for-each"),
  CLIENT(
      "address",
      "gateway",
      "ipv6",
      "delay",
      "profile",
      "initial-rto",
      "sysctl",
      "routes",
      "neighbours",
      "listens",
      "firewall"),
  ROUTER(
      "present",
      "address",
      "delay",
      "profile",
      "initial-rto",
      "sysctl",
      "routes",
      "listens",
      "firewall"),
  FURTHER_ROUTER(
      "name",
      "address",
      "up",
      "delay",
      "profile",
      "initial-rto",
      "sysctl",
      "routes",
      "listens",
      "firewall"),
  HOST(
      "address",
      "name",
      "absent",
      "last-router",
      "up",
      "delay",
      "profile",
      "initial-rto",
      "sysctl",
      "routes",
      "listens",
      "closed",
      "firewall"),
  LAN("prefix", "delay", "loss", "cut", "rules"),
  EVENT("at", "do"),
  CONNECT("to", "at", "timeout", "times", "by", "from");

  @SuppressWarnings("ImmutableEnumChecker") // List.of, which nobody changes
  private final List<String> keys;

  Part(String... keys) {
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }
}
