package io.synsent.engine.socket;

/** Whose error numbers and texts it is. */
public enum OperatingSystem {
  /** Linux on x86-64: asm-generic/errno.h, glibc's strerror. */
  LINUX,
  /** macOS: bsd/sys/errno.h, libc's strerror. */
  MACOS,
  /** FreeBSD: sys/sys/errno.h, lib/libc/gen/errlst.c. */
  FREEBSD,
  /** Windows: winsock2.h, and the JDK's own texts (libnet, net_util_md.c: winsock_errors). */
  WINDOWS
}
