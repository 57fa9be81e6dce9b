package io.synsent.engine.socket;

/**
 * The exception that the JDK of an operating system makes of a failed connect.
 *
 * <p>On Unix: NIO_Net's handleSocketError, and strerror's text. On Windows: NET_ThrowNew, and
 * behind the text what the JDK was doing.
 *
 * @param className such as {@code java.net.ConnectException}
 * @param message such as {@code Connection refused}
 */
public record JdkException(String className, String message) {

  /** The method that noticed the failure. */
  public enum NoticedBy {
    /** A blocking connect. */
    CONNECT,
    /** A connect with a timeout, or of a non-blocking or asynchronous channel. */
    POLL
  }

  /**
   * The exception of JDK 17 to 25.
   *
   * @param system whose JDK
   * @param by matters on Windows only
   * @param feature the JDK's feature release, such as 17; matters on Windows only
   * @param update the JDK's update release, such as 2 for 21.0.2; matters on Windows only
   */
  public static JdkException of(
      Errno errno, OperatingSystem system, NoticedBy by, int feature, int update) {
    String text = errno.message(system);
    return new JdkException(
        errno.exceptionClass(system),
        system == OperatingSystem.WINDOWS ? text + ": " + doing(by, feature, update) : text);
  }

  /** As {@link #of}, for the JDK that runs. */
  public static JdkException of(Errno errno, OperatingSystem system, NoticedBy by) {
    Runtime.Version jdk = Runtime.version();
    return of(errno, system, by, jdk.feature(), jdk.update());
  }

  /** The last argument of NET_ThrowNew; none up to 17 and 21.0.1 when polling. */
  private static String doing(NoticedBy by, int feature, int update) {
    if (by == NoticedBy.CONNECT) {
      return "connect";
    }
    boolean named = feature > 21 || (feature == 21 && update >= 2);
    return named ? "getsockopt" : "no further information";
  }

  /** As its {@code toString} writes it. */
  @Override
  public String toString() {
    return className + ": " + message;
  }
}
