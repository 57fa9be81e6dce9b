package io.synsent.intercept;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A real listener on loopback that sends back what it gets, until it gets no more. */
final class EchoServer implements AutoCloseable {

  private final ServerSocket listener;
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile int lastPeerPort;

  EchoServer() throws IOException {
    listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    Thread acceptor = new Thread(this::accept, "echo");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  int accepted() {
    return accepted.get();
  }

  int lastPeerPort() {
    return lastPeerPort;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        lastPeerPort = connection.getPort();
        accepted.incrementAndGet();
        Thread echo = new Thread(() -> echo(connection), "echo connection");
        echo.setDaemon(true);
        echo.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(Socket connection) {
    try (connection) {
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException reset) {
      // The client has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
