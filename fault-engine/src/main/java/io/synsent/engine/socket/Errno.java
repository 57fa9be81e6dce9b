package io.synsent.engine.socket;

import io.synsent.engine.Nullable;
import io.synsent.engine.network.KernelError;

/**
 * Why a connect failed, in the kernel's own vocabulary.
 *
 * <p>Each has a number, a text and an exception on every operating system; where none is named the
 * number and text are those of Linux on x86-64. What a system has no number for, it never says.
 */
public enum Errno {
  // The numbers of Linux, macOS, FreeBSD and Windows (0: not there); the text; the exception.
  ECONNREFUSED(111, 61, 61, 10_061, "Connection refused", "ConnectException"),
  ETIMEDOUT(110, 60, 60, 10_060, "Connection timed out", "ConnectException"),
  EHOSTUNREACH(113, 65, 65, 10_065, "No route to host", "NoRouteToHostException"),
  EHOSTDOWN(112, 64, 64, 10_064, "Host is down", "SocketException"),
  ENETUNREACH(101, 51, 51, 10_051, "Network is unreachable", "SocketException"),
  ENETDOWN(100, 50, 50, 10_050, "Network is down", "SocketException"),
  ECONNRESET(104, 54, 54, 10_054, "Connection reset by peer", "SocketException"),
  ECONNABORTED(103, 53, 53, 10_053, "Software caused connection abort", "SocketException"),
  ENONET(64, 0, 0, 0, "Machine is not on the network", "SocketException"),
  EOPNOTSUPP(95, 102, 45, 10_045, "Operation not supported", "SocketException"),
  ENOPROTOOPT(92, 42, 42, 10_042, "Protocol not available", "SocketException"),
  EPROTO(71, 100, 92, 0, "Protocol error", "ProtocolException"),
  EACCES(13, 13, 13, 10_013, "Permission denied", "BindException"),
  EPERM(1, 1, 1, 0, "Operation not permitted", "SocketException"),
  EINVAL(22, 22, 22, 10_022, "Invalid argument", "SocketException"),
  EAFNOSUPPORT(97, 47, 47, 10_047, "Address family not supported by protocol", "SocketException"),
  EADDRINUSE(98, 48, 48, 10_048, "Address already in use", "BindException"),
  EADDRNOTAVAIL(99, 49, 49, 10_049, "Cannot assign requested address", "BindException"),
  EMSGSIZE(90, 40, 40, 10_040, "Message too long", "SocketException"),
  ENOBUFS(105, 55, 55, 10_055, "No buffer space available", "SocketException");

  private final int linux;
  private final int macOs;
  private final int freeBsd;
  private final int windows;
  private final String text;
  private final String exception;

  Errno(int linux, int macOs, int freeBsd, int windows, String text, String exception) {
    this.linux = linux;
    this.macOs = macOs;
    this.freeBsd = freeBsd;
    this.windows = windows;
    this.text = text;
    this.exception = "java.net." + exception;
  }

  /** Internal. The errno for what the layers below call an error. */
  public static Errno of(KernelError error) {
    return switch (error) {
      case ECONNREFUSED -> ECONNREFUSED;
      case ECONNRESET -> ECONNRESET;
      case ETIMEDOUT -> ETIMEDOUT;
      case EHOSTUNREACH -> EHOSTUNREACH;
      case EHOSTDOWN -> EHOSTDOWN;
      case ENETUNREACH -> ENETUNREACH;
      case ENONET -> ENONET;
      case ENOPROTOOPT -> ENOPROTOOPT;
      case EOPNOTSUPP -> EOPNOTSUPP;
      case EMSGSIZE -> EMSGSIZE;
      case EPROTO -> EPROTO;
      case EACCES -> EACCES;
      case EINVAL -> EINVAL;
      case EAFNOSUPPORT -> EAFNOSUPPORT;
      case EADDRNOTAVAIL -> EADDRNOTAVAIL;
      case EADDRINUSE -> EADDRINUSE;
    };
  }

  /** The errno's number on Linux. */
  public int number() {
    return linux;
  }

  /** The errno's number on {@code system}; 0 if it has none there. */
  public int number(OperatingSystem system) {
    return switch (system) {
      case LINUX -> linux;
      case MACOS -> macOs;
      case FREEBSD -> freeBsd;
      case WINDOWS -> windows;
    };
  }

  /** What strerror says of it on Linux, which is also the JDK's exception message. */
  public String message() {
    return text;
  }

  /** What {@code system} says of it; {@link JdkException} is what the JDK makes of that. */
  public String message(OperatingSystem system) {
    String other =
        switch (system) {
          case LINUX -> null;
          case MACOS -> onMacOs();
          case FREEBSD -> onFreeBsd();
          case WINDOWS -> onWindows();
        };
    return other == null ? text : other;
  }

  private @Nullable String onMacOs() {
    return this == EOPNOTSUPP ? "Operation not supported on socket" : onFreeBsd();
  }

  private @Nullable String onFreeBsd() {
    return switch (this) {
      case ETIMEDOUT -> "Operation timed out";
      case EADDRNOTAVAIL -> "Can't assign requested address";
      case EAFNOSUPPORT -> "Address family not supported by protocol family";
      default -> null;
    };
  }

  private @Nullable String onWindows() {
    return switch (this) {
      case EMSGSIZE ->
          "The message is larger than the maximum supported by the underlying transport";
      case ENOBUFS -> "No buffer space available (maximum connections reached?)";
      case ENOPROTOOPT -> "Bad protocol option";
      case EAFNOSUPPORT -> "Address family not supported by protocol family";
      default -> null;
    };
  }

  /** The name of the exception class the JDK throws for it on Unix. */
  public String exceptionClass() {
    return exception;
  }

  /** The name of the exception class the JDK throws for it on {@code system}. */
  public String exceptionClass(OperatingSystem system) {
    // winsock_errors: no exception of its own for WSAEACCES, and no EPROTO.
    boolean plain = system == OperatingSystem.WINDOWS && (this == EACCES || this == EPROTO);
    return plain ? "java.net.SocketException" : exception;
  }
}
