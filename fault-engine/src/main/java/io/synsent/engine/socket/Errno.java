package io.synsent.engine.socket;

import io.synsent.engine.network.KernelError;

/**
 * Why a connect failed, in the kernel's own vocabulary.
 *
 * <p>The numbers and texts are those of Linux on x86-64 (asm-generic/errno.h, glibc strerror); the
 * exception is what the JDK's native code makes of it on Unix ({@code NIO_Net} and {@code
 * handleSocketError} in libnio).
 */
public enum Errno {
  ECONNREFUSED(111, "Connection refused", "java.net.ConnectException"),
  ETIMEDOUT(110, "Connection timed out", "java.net.ConnectException"),
  EHOSTUNREACH(113, "No route to host", "java.net.NoRouteToHostException"),
  EHOSTDOWN(112, "Host is down", "java.net.SocketException"),
  ENETUNREACH(101, "Network is unreachable", "java.net.SocketException"),
  ENETDOWN(100, "Network is down", "java.net.SocketException"),
  ECONNRESET(104, "Connection reset by peer", "java.net.SocketException"),
  ECONNABORTED(103, "Software caused connection abort", "java.net.SocketException"),
  ENONET(64, "Machine is not on the network", "java.net.SocketException"),
  EOPNOTSUPP(95, "Operation not supported", "java.net.SocketException"),
  ENOPROTOOPT(92, "Protocol not available", "java.net.SocketException"),
  EPROTO(71, "Protocol error", "java.net.ProtocolException"),
  EACCES(13, "Permission denied", "java.net.BindException"),
  EPERM(1, "Operation not permitted", "java.net.SocketException"),
  EINVAL(22, "Invalid argument", "java.net.SocketException"),
  EAFNOSUPPORT(97, "Address family not supported by protocol", "java.net.SocketException"),
  EADDRINUSE(98, "Address already in use", "java.net.BindException"),
  EADDRNOTAVAIL(99, "Cannot assign requested address", "java.net.BindException"),
  EMSGSIZE(90, "Message too long", "java.net.SocketException"),
  ENOBUFS(105, "No buffer space available", "java.net.SocketException");

  private final int number;
  private final String message;
  private final String exceptionClass;

  Errno(int number, String message, String exceptionClass) {
    this.number = number;
    this.message = message;
    this.exceptionClass = exceptionClass;
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
    return number;
  }

  /** What strerror says of it on Linux, which is also the JDK's exception message. */
  public String message() {
    return message;
  }

  /** The name of the exception class the JDK throws for it on Unix. */
  public String exceptionClass() {
    return exceptionClass;
  }
}
