package io.synsent.examples.clients;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts on a free port of loopback and answers one request after the other. */
public abstract class LoopbackServer implements Client.Server {

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  LoopbackServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::acceptAll);
  }

  /** What is said before the first request; nothing by default. */
  void greet(DataInputStream in, DataOutputStream out) throws IOException {}

  /**
   * Reads one request and answers it.
   *
   * @throws IOException if the connection has ended
   */
  abstract void answer(DataInputStream in, DataOutputStream out) throws IOException;

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
      // An answer in one piece: of two, TCP would keep the second until the first is acknowledged.
      greet(in, out);
      out.flush();
      while (!socket.isClosed()) {
        answer(in, out);
        out.flush();
      }
    } catch (IOException ended) {
      open.remove(socket);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "server on loopback");
    thread.setDaemon(true);
    thread.start();
  }
}
