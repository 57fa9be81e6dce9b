package io.synsent.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The server of the live arm: listens without ever accepting, so that what the client sees is the
 * kernel's work alone.
 *
 * <p>Standard input: {@code open PORT BACKLOG}, {@code fill ADDRESS PORT COUNT} (connects to
 * itself, so that nothing of it is on the wire), {@code close PORT}. Answers {@code ok} to each.
 * The end of the input ends the program.
 */
public final class Listener {

  private static final List<Socket> KEPT_OPEN = new ArrayList<>();

  private Listener() {}

  /** Of both families, unless java.net.preferIPv4Stack says otherwise. */
  private static InetAddress anyAddress() throws IOException {
    return Boolean.getBoolean("java.net.preferIPv4Stack")
        ? InetAddress.getByAddress(new byte[4])
        : InetAddress.getByAddress(new byte[16]);
  }

  public static void main(String[] arguments) throws IOException {
    Map<Integer, ServerSocket> listening = new HashMap<>();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "open" -> {
          ServerSocket server = new ServerSocket();
          server.setReuseAddress(true);
          server.bind(
              new InetSocketAddress(anyAddress(), Integer.parseInt(words[1])),
              Integer.parseInt(words[2]));
          listening.put(Integer.valueOf(words[1]), server);
        }
        case "fill" -> {
          for (int i = 0; i < Integer.parseInt(words[3]); i++) {
            KEPT_OPEN.add(new Socket(words[1], Integer.parseInt(words[2])));
          }
        }
        case "close" -> listening.remove(Integer.valueOf(words[1])).close();
        default -> throw new IllegalArgumentException(line);
      }
      System.out.println("ok");
      System.out.flush();
    }
    Runtime.getRuntime().halt(0);
  }
}
