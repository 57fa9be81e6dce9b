package io.synsent.toxiproxy;

/** Lets everything through: {@code noop}, and any toxic whose toxicity spares this connection. */
final class PassStage extends Stage {
  PassStage(Link link, Toxic toxic) {
    super(link, toxic);
  }
}
