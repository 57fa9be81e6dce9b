package io.synsent.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The application under test of both arms: a program that opens ordinary JDK sockets when it is
 * told to and says how each connect ended. It knows nothing of the simulator.
 *
 * <p>Standard input, one command a line: {@code connect ID AT_MILLIS KIND ADDRESS PORT
 * TIMEOUT_MILLIS [LOCAL_ADDRESS LOCAL_PORT]} adds a connect, {@code go} starts the clock, {@code
 * exit} ends the program with its sockets still open. Standard output: {@code ready}; for each
 * connect {@code begin ID EPOCH_MICROS}, {@code state ID WHAT_THE_SOCKET_SAYS} and {@code end ID
 * EPOCH_MICROS ELAPSED_MICROS RESULT}; {@code done} once all have ended.
 */
public final class ConnectClient {

  private static final List<AutoCloseable> KEPT_OPEN = new ArrayList<>();

  private ConnectClient() {}

  /** How the application connects. */
  enum Kind {
    SOCKET,
    SOCKET_CHANNEL,
    HTTP_CLIENT,
    /** Its own timeout is that of the future. */
    ASYNCHRONOUS_SOCKET_CHANNEL,
    /** One thread, one selector, every channel non-blocking. */
    SELECTOR
  }

  private record Connect(
      int id,
      long atMillis,
      Kind kind,
      InetSocketAddress target,
      int timeoutMillis,
      InetSocketAddress local) {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    play(in, arguments.length == 0 || !arguments[0].equals("cold"));
    while (true) {
      String line = in.readLine();
      if (line == null || line.equals("exit")) {
        break;
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** Carries out the commands up to {@code go}, and says {@code done} when every connect ended. */
  static void play(BufferedReader in, boolean warm) throws IOException, InterruptedException {
    List<Connect> connects = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.equals("go"); line = in.readLine()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("warm")) {
        if (warm) {
          for (Kind kind : connects.stream().map(Connect::kind).distinct().toList()) {
            warmUp(kind);
          }
        }
        say("ready");
        continue;
      }
      connects.add(
          new Connect(
              Integer.parseInt(words[1]),
              Long.parseLong(words[2]),
              Kind.valueOf(words[3]),
              new InetSocketAddress(InetAddress.getByName(words[4]), Integer.parseInt(words[5])),
              Integer.parseInt(words[6]),
              words.length > 7
                  ? new InetSocketAddress(
                      InetAddress.getByName(words[7]), Integer.parseInt(words[8]))
                  : null));
    }
    long zero = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    List<Connect> selected = new ArrayList<>();
    for (Connect connect : connects) {
      if (connect.kind == Kind.SELECTOR) {
        selected.add(connect);
      } else {
        threads.add(
            new Thread(null, () -> runAt(zero, connect), "connect-" + connect.id, 256 << 10));
      }
    }
    if (!selected.isEmpty()) {
      threads.add(new Thread(() -> select(zero, selected)));
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    say("done");
  }

  /** Closes what every connect so far left open. */
  static synchronized void closeAll() throws Exception {
    for (AutoCloseable socket : KEPT_OPEN) {
      socket.close();
    }
    KEPT_OPEN.clear();
  }

  /**
   * Loads every class on the way of a connect, against a port of loopback that was closed a moment
   * ago.
   */
  private static void warmUp(Kind kind) throws IOException {
    int closed;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      closed = listener.getLocalPort();
    }
    InetSocketAddress target = new InetSocketAddress("127.0.0.1", closed);
    micros();
    try {
      if (kind == Kind.SELECTOR) {
        Connect connect = new Connect(0, 0, kind, target, 0, null);
        select(-1, List.of(connect));
      } else {
        connect(kind, open(kind), target, 0, null);
        connect(kind, open(kind), target, 100, null);
      }
    } catch (IOException | InterruptedException | TimeoutException expected) {
      describe(expected);
    }
  }

  private static void runAt(long zero, Connect connect) {
    try {
      long wait = zero + connect.atMillis * 1_000_000 - System.nanoTime();
      if (wait > 0) {
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    long began = micros();
    long start = System.nanoTime();
    String result;
    AutoCloseable socket = null;
    try {
      socket = open(connect.kind);
      connect(connect.kind, socket, connect.target, connect.timeoutMillis, connect.local);
      result = "established";
    } catch (Exception e) {
      result = describe(e);
    }
    long elapsed = (System.nanoTime() - start) / 1000;
    long ended = micros();
    say("begin " + connect.id + " " + began);
    if (socket != null) {
      say("state " + connect.id + " " + state(socket));
    }
    say("end " + connect.id + " " + ended + " " + elapsed + " " + result);
  }

  /** The socket that is going to connect; null if the client makes its own. */
  private static AutoCloseable open(Kind kind) throws IOException {
    AutoCloseable socket =
        switch (kind) {
          case SOCKET -> new Socket();
          case SOCKET_CHANNEL -> SocketChannel.open();
          case ASYNCHRONOUS_SOCKET_CHANNEL -> AsynchronousSocketChannel.open();
          case HTTP_CLIENT -> null;
          case SELECTOR -> throw new IllegalArgumentException("goes through select()");
        };
    if (socket != null) {
      keep(socket);
    }
    return socket;
  }

  private static void connect(
      Kind kind,
      AutoCloseable opened,
      InetSocketAddress target,
      int timeout,
      InetSocketAddress local)
      throws IOException, InterruptedException, TimeoutException {
    switch (kind) {
      case SOCKET -> {
        Socket socket = (Socket) opened;
        if (local != null) {
          socket.bind(local);
        }
        socket.connect(target, timeout);
      }
      case SOCKET_CHANNEL -> {
        SocketChannel channel = (SocketChannel) opened;
        if (local != null) {
          channel.bind(local);
        }
        if (timeout > 0) {
          channel.socket().connect(target, timeout);
        } else {
          channel.connect(target);
        }
      }
      case ASYNCHRONOUS_SOCKET_CHANNEL -> {
        AsynchronousSocketChannel channel = (AsynchronousSocketChannel) opened;
        if (local != null) {
          channel.bind(local);
        }
        Future<Void> connected = channel.connect(target);
        try {
          if (timeout > 0) {
            connected.get(timeout, TimeUnit.MILLISECONDS);
          } else {
            connected.get();
          }
        } catch (TimeoutException e) {
          channel.close();
          throw e;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        }
      }
      case HTTP_CLIENT -> {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (timeout > 0) {
          builder.connectTimeout(Duration.ofMillis(timeout));
        }
        HttpClient client = builder.build();
        URI uri = URI.create("http://" + inUrl(target.getAddress()) + ":" + target.getPort() + "/");
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
      }
      case SELECTOR -> throw new IllegalArgumentException("goes through select()");
    }
  }

  private static String inUrl(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }

  /** What the socket says of itself. */
  private static String state(AutoCloseable socket) {
    if (socket instanceof Socket plain) {
      return "Socket bound=%b connected=%b closed=%b localPort=%s port=%d"
          .formatted(
              plain.isBound(),
              plain.isConnected(),
              plain.isClosed(),
              plain.getLocalPort() > 0 ? "some" : plain.getLocalPort(),
              plain.getPort());
    }
    if (socket instanceof SocketChannel channel) {
      return "SocketChannel open=%b connected=%b pending=%b"
          .formatted(channel.isOpen(), channel.isConnected(), channel.isConnectionPending());
    }
    return "AsynchronousSocketChannel open=" + ((AsynchronousSocketChannel) socket).isOpen();
  }

  private static void select(long zero, List<Connect> connects) {
    try (Selector selector = Selector.open()) {
      long[] began = new long[connects.size()];
      long[] start = new long[connects.size()];
      int next = 0;
      int open = 0;
      while (next < connects.size() || open > 0) {
        long wait = Long.MAX_VALUE;
        while (next < connects.size()) {
          Connect connect = connects.get(next);
          wait = zero + connect.atMillis * 1_000_000 - System.nanoTime();
          if (zero != -1 && wait > 0) {
            break;
          }
          int index = next++;
          SocketChannel channel = SocketChannel.open();
          keep(channel);
          channel.configureBlocking(false);
          began[index] = micros();
          start[index] = System.nanoTime();
          try {
            if (channel.connect(connect.target)) {
              report(connect, began[index], start[index], "established");
            } else {
              channel.register(selector, SelectionKey.OP_CONNECT, index);
              open++;
            }
          } catch (IOException e) {
            report(connect, began[index], start[index], describe(e));
          }
        }
        if (open == 0 && next == connects.size()) {
          break;
        }
        selector.select(next < connects.size() ? Math.max(1, wait / 1_000_000) : 0);
        for (SelectionKey key : selector.selectedKeys()) {
          int index = (Integer) key.attachment();
          String result;
          try {
            ((SocketChannel) key.channel()).finishConnect();
            result = "established";
          } catch (IOException e) {
            result = describe(e);
          }
          key.cancel();
          open--;
          report(connects.get(index), began[index], start[index], result);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void report(Connect connect, long began, long start, String result) {
    if (connect.id == 0) {
      return;
    }
    long elapsed = (System.nanoTime() - start) / 1000;
    say("begin " + connect.id + " " + began);
    say("end " + connect.id + " " + micros() + " " + elapsed + " " + result);
  }

  /** The exception and its causes, as the application sees them. */
  static String describe(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      text.append(text.length() == 0 ? "" : " <- ");
      text.append(t.getClass().getName());
      text.append(t.getMessage() == null ? "" : ": " + t.getMessage().replace('\n', ' '));
    }
    return text.toString();
  }

  private static synchronized void keep(AutoCloseable socket) {
    KEPT_OPEN.add(socket);
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  private static synchronized void say(String line) {
    System.out.println(String.format(Locale.ROOT, "%s", line));
    System.out.flush();
  }
}
