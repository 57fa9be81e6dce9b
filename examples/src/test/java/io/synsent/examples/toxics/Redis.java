package io.synsent.examples.toxics;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Redis on loopback, and the smallest client that can talk to one. */
final class Redis {
  private Redis() {}

  /** A server process of its own on a free port, without a file on disk. */
  static final class Server implements Closeable {
    private final Process process;
    private final int port;

    private Server(Process process, int port) {
      this.process = process;
      this.port = port;
    }

    /** Starts one; without Redis on this machine the test that asks for it is skipped. */
    static Server start() throws IOException {
      boolean installed =
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(folder -> new File(folder, "redis-server").canExecute());
      Assumptions.assumeTrue(
          installed, "redis-server is not installed: apt-get install redis-server");
      for (int attempt = 1; attempt <= 5; attempt++) {
        Server server = startOn(freePort());
        if (server.answers()) {
          return server;
        }
        server.close();
      }
      throw new IOException("redis-server was started five times and never answered");
    }

    private static Server startOn(int port) throws IOException {
      return new Server(
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start(),
          port);
    }

    private static int freePort() throws IOException {
      try (ServerSocket free = new ServerSocket(0)) {
        return free.getLocalPort();
      }
    }

    private boolean answers() throws IOException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (process.isAlive() && System.nanoTime() < end) {
        try (Client client = new Client("127.0.0.1", port)) {
          return client.ask("PING").equals("+PONG");
        } catch (IOException notYet) {
          try {
            TimeUnit.MILLISECONDS.sleep(20);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
          }
        }
      }
      return false;
    }

    int port() {
      return port;
    }

    @Override
    public void close() {
      process.destroy();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }

  /** A connection: a line there, a line back. */
  static final class Client implements Closeable {
    private final Socket socket;
    private final BufferedReader answers;

    Client(String host, int port) throws IOException {
      socket = new Socket(InetAddress.getByName(host), port);
      socket.setSoTimeout(10_000);
      answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    String ask(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      String answer = answers.readLine();
      if (answer == null) {
        throw new EOFException("the connection ended before Redis had answered " + command);
      }
      return answer;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
