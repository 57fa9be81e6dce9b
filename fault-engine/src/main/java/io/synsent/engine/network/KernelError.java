package io.synsent.engine.network;

/**
 * What the layers below the socket call a failure: the kernel's own names, which the socket layer
 * turns into an errno.
 */
public enum KernelError {
  ECONNREFUSED,
  ECONNRESET,
  ETIMEDOUT,
  EHOSTUNREACH,
  EHOSTDOWN,
  ENETUNREACH,
  ENONET,
  ENOPROTOOPT,
  EOPNOTSUPP,
  EPROTO,
  EMSGSIZE,
  EACCES,
  EINVAL,
  EAFNOSUPPORT,
  EADDRNOTAVAIL,
  EADDRINUSE
}
