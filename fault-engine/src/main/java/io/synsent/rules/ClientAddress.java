package io.synsent.rules;

import io.synsent.engine.packet.Ipv4Address;

/**
 * The client's own address with its LAN: {@code 192.168.31.6/24}.
 *
 * @param prefix how many bits name the LAN, 1 to 30
 */
record ClientAddress(Ipv4Address address, int prefix) {

  /** A LAN with room for a client, a gateway and a third host needs two bits or more. */
  private static final int LONGEST_PREFIX = 30;

  static ClientAddress parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" has no prefix length. Write address and prefix, such as \"192.168.31.6/24\"");
    }
    TargetSyntax.Result host = TargetSyntax.read(parts[0]);
    if (host.problem() != null || host.orThrow().address().isEmpty()) {
      throw new IllegalArgumentException(
          host.problem() != null
              ? host.problem().message()
              : "\"" + parts[0] + "\" is a name. Write an address, such as \"192.168.31.6/24\"");
    }
    if (!parts[1].matches("[0-9]{1,2}")
        || Integer.parseInt(parts[1]) < 1
        || Integer.parseInt(parts[1]) > LONGEST_PREFIX) {
      throw new IllegalArgumentException(
          "the prefix length in \""
              + text
              + "\" must be from 1 to "
              + LONGEST_PREFIX
              + ". For a LAN of 254 hosts write \""
              + parts[0]
              + "/24\"");
    }
    ClientAddress client =
        new ClientAddress(Ipv4Address.parse(parts[0]), Integer.parseInt(parts[1]));
    if (client.address.isLoopback() || client.address.isMulticast()) {
      throw new IllegalArgumentException(
          parts[0]
              + " cannot be the address of a network device. Write a private address, such as"
              + " \"192.168.31.6/24\"");
    }
    if (client.isNetworkOrBroadcast(client.address)) {
      throw new IllegalArgumentException(
          parts[0]
              + " is the network or broadcast address of its own LAN. Write a host's address, such"
              + " as \""
              + client.firstHost()
              + "/"
              + client.prefix
              + "\"");
    }
    return client;
  }

  boolean onLan(Ipv4Address other) {
    return ((address.value() ^ other.value()) & mask()) == 0;
  }

  boolean isNetworkOrBroadcast(Ipv4Address other) {
    int hostBits = other.value() & ~mask();
    return onLan(other) && (hostBits == 0 || hostBits == ~mask());
  }

  /** The LAN's first host, which is where a gateway usually sits. */
  Ipv4Address firstHost() {
    return new Ipv4Address((address.value() & mask()) + 1);
  }

  String lan() {
    return new Ipv4Address(address.value() & mask()) + "/" + prefix;
  }

  private int mask() {
    return -1 << (32 - prefix);
  }

  @Override
  public String toString() {
    return address + "/" + prefix;
  }
}
