package io.synsent.engine.name;

/** How getaddrinfo() fails, with glibc's texts (gai_strerror, glibc 2.36). */
public enum GaiError {
  /** The name does not exist: every server that was asked says NXDOMAIN. */
  EAI_NONAME("Name or service not known"),
  /** No server answered, or all failed: SERVFAIL, REFUSED, silence. */
  EAI_AGAIN("Temporary failure in name resolution"),
  /** The name exists and has no address. */
  EAI_NODATA("No address associated with hostname");

  private final String message;

  GaiError(String message) {
    this.message = message;
  }

  /** What gai_strerror() says, and the JDK's UnknownHostException behind the name. */
  public String message() {
    return message;
  }
}
