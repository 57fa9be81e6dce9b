package io.synsent.intercept;

import io.synsent.engine.name.NameAnswer;

/**
 * A name of a live network: what a test changes while its application runs. Thread safe; every
 * change happens at the present moment and shows in the timeline. Look-ups under way keep the
 * answer they began with.
 *
 * <pre>{@code
 * network.name("db.example").answers(NameAnswer.serverFailure());
 * assertThrows(UnknownHostException.class, () -> repository.connect());
 * network.name("db.example").addresses("192.168.31.8");
 * }</pre>
 */
public final class LiveName {

  private final LiveNetwork network;
  private final String name;

  LiveName(LiveNetwork network, String name) {
    this.network = network;
    this.name = name;
  }

  /**
   * The servers answer these, look-up by look-up; the last one stays. Faults that were declared for
   * the name end.
   *
   * @throws IllegalArgumentException if the name is none, there is no answer, or an address is none
   *     of the network's
   */
  public LiveName answers(NameAnswer... answers) {
    network.inside(() -> network.engine().setAnswers(name, answers));
    return this;
  }

  /** The name has these addresses, in this order. */
  public LiveName addresses(String... addresses) {
    return answers(NameAnswer.addresses(addresses));
  }

  /** The name does not exist: "Name or service not known". */
  public LiveName unknown() {
    return answers(NameAnswer.unknown());
  }

  /** The servers fail: "Temporary failure in name resolution", at once. */
  public LiveName serverFailure() {
    return answers(NameAnswer.serverFailure());
  }

  /** The servers do not answer: "Temporary failure in name resolution", after 10 s by default. */
  public LiveName silence() {
    return answers(NameAnswer.silence());
  }

  @Override
  public String toString() {
    return "name " + name;
  }
}
