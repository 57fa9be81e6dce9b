package io.synsent.toxiproxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** The two ends of proxied connections, for tests: real sockets on loopback. */
final class Peers implements Closeable {
  /** What a server does with each connection; the socket is closed afterwards. */
  interface Service {
    void serve(Socket socket) throws Exception;
  }

  static final Service ECHO =
      socket -> {
        socket.getInputStream().transferTo(socket.getOutputStream());
      };

  /** Says how many bytes came, and their checksum, when the client has half-closed. */
  static final Service SUM =
      socket -> {
        CRC32 sum = new CRC32();
        long count = 0;
        byte[] buffer = new byte[64 * 1024];
        InputStream in = socket.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sum.update(buffer, 0, n);
          count += n;
        }
        socket
            .getOutputStream()
            .write((count + " " + sum.getValue()).getBytes(StandardCharsets.US_ASCII));
      };

  private final EmbeddedToxiproxy toxiproxy;
  private final List<Closeable> opened = new ArrayList<>();
  private int named;

  Peers() throws IOException {
    this(EmbeddedToxiproxy.start());
  }

  Peers(EmbeddedToxiproxy toxiproxy) {
    this.toxiproxy = toxiproxy;
  }

  EmbeddedToxiproxy toxiproxy() {
    return toxiproxy;
  }

  ToxiproxyClient client() {
    return new ToxiproxyClient(toxiproxy.host(), toxiproxy.port());
  }

  /** A server on a free port. */
  ServerSocket server(Service service) throws IOException {
    ServerSocket server = new ServerSocket(0, 2000, InetAddress.getByName("127.0.0.1"));
    opened.add(server);
    Thread acceptor =
        new Thread(
            () -> {
              while (true) {
                try {
                  Socket socket = server.accept();
                  Thread worker = new Thread(() -> serve(service, socket), "test-server-worker");
                  worker.setDaemon(true);
                  worker.start();
                } catch (IOException e) {
                  return;
                }
              }
            },
            "test-server");
    acceptor.setDaemon(true);
    acceptor.start();
    return server;
  }

  private static void serve(Service service, Socket socket) {
    try (socket) {
      service.serve(socket);
    } catch (Exception e) {
      // What the client sees of it is what the test looks at.
    }
  }

  /** A proxy on a free port in front of such a server. */
  Proxy proxyTo(Service service) throws IOException {
    return proxyTo(server(service).getLocalPort());
  }

  Proxy proxyTo(int port) throws IOException {
    return client().createProxy("p" + named++, "127.0.0.1:0", "127.0.0.1:" + port);
  }

  Socket connect(Proxy proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), portOf(proxy));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    opened.add(socket);
    return socket;
  }

  static int portOf(Proxy proxy) {
    return Integer.parseInt(proxy.getListen().substring(proxy.getListen().lastIndexOf(':') + 1));
  }

  static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  static String sumOf(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }

  /** Sends bytes, half-closes, and returns what the server says. */
  static String sendAll(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    socket.shutdownOutput();
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : opened) {
      one.close();
    }
    toxiproxy.close();
  }
}
