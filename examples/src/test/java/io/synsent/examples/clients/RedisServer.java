package io.synsent.examples.clients;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** As much of Redis as a client asks when it connects, in the older of its two protocols. */
final class RedisServer extends LoopbackServer {

  RedisServer() throws IOException {}

  @Override
  void answer(DataInputStream in, DataOutputStream out) throws IOException {
    List<String> command = command(in);
    String answer =
        switch (command.get(0).toUpperCase(Locale.ROOT)) {
          case "PING" -> "+PONG";
          case "HELLO" -> "-ERR unknown command 'HELLO'";
          default -> "+OK";
        };
    out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** An array of bulk strings: {@code *1 $4 PING}, a line each. */
  private static List<String> command(DataInputStream in) throws IOException {
    int words = length(in, '*');
    List<String> command = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      byte[] word = in.readNBytes(length(in, '$'));
      line(in);
      command.add(new String(word, StandardCharsets.UTF_8));
    }
    return command;
  }

  private static int length(DataInputStream in, char kind) throws IOException {
    String line = line(in);
    if (line.charAt(0) != kind) {
      throw new IOException("expected " + kind + ", found " + line);
    }
    return Integer.parseInt(line.substring(1));
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
