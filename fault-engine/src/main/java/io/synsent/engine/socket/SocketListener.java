package io.synsent.engine.socket;

/** Internal. Who waits for connect() to return. */
public interface SocketListener {

  /** The connect succeeded. */
  void connected(String cause);

  /** The connect failed. */
  void failed(Errno errno, String cause);
}
