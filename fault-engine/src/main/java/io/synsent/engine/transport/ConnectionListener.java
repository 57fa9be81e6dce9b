package io.synsent.engine.transport;

import io.synsent.engine.network.KernelError;

/** Internal. The socket above a client's connection. */
public interface ConnectionListener {

  /** The handshake is complete. */
  void established(String cause);

  /** The connection failed for good. */
  void failed(KernelError error, String cause);
}
