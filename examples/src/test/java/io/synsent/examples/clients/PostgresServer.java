package io.synsent.examples.clients;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * As much of PostgreSQL's protocol as a driver needs to log in and to execute statements; the
 * answer is always the same.
 */
public final class PostgresServer extends LoopbackServer {

  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;

  /** The isolation level, which a pool asks for; whatever else is asked, this is the answer too. */
  private static final byte[] ANSWER = "read committed".getBytes(StandardCharsets.UTF_8);

  /** Of no table and no column; type text (25), of any length, without modifier, as text. */
  private static final byte[] ONE_TEXT_COLUMN = shorts(0, 0, 0, 0, 25, -1, -1, -1, 0);

  public PostgresServer() throws IOException {}

  @Override
  void greet(DataInputStream in, DataOutputStream out) throws IOException {
    for (; ; ) {
      int length = in.readInt();
      int kind = in.readInt();
      in.readNBytes(length - 8);
      if (kind != SSL_REQUEST && kind != GSS_REQUEST) {
        break;
      }
      out.writeByte('N');
      out.flush();
    }
    message(out, 'R', new byte[4]); // AuthenticationOk
    parameter(out, "server_version", "16.0");
    parameter(out, "client_encoding", "UTF8");
    parameter(out, "DateStyle", "ISO, MDY");
    parameter(out, "integer_datetimes", "on");
    parameter(out, "standard_conforming_strings", "on");
    ready(out);
  }

  @Override
  void answer(DataInputStream in, DataOutputStream out) throws IOException {
    char kind = (char) in.readUnsignedByte();
    in.readNBytes(in.readInt() - 4);
    switch (kind) {
      case 'P' -> message(out, '1'); // Parse
      case 'B' -> message(out, '2'); // Bind
      case 'D' -> message(out, 'T', shorts(1), text("answer"), ONE_TEXT_COLUMN); // Describe
      case 'E' -> { // Execute
        message(out, 'D', shorts(1, 0, ANSWER.length), ANSWER);
        message(out, 'C', text("SELECT 1"));
      }
      case 'S' -> ready(out); // Sync
      case 'Q' -> { // a simple query: the driver's own settings
        message(out, 'C', text("SET"));
        ready(out);
      }
      case 'X' -> throw new EOFException("the client says good-bye");
      default -> throw new IOException("unexpected message " + kind);
    }
  }

  private static void parameter(DataOutputStream out, String name, String value)
      throws IOException {
    message(out, 'S', text(name), text(value));
  }

  private static void ready(DataOutputStream out) throws IOException {
    message(out, 'Z', new byte[] {'I'});
  }

  private static void message(DataOutputStream out, char kind, byte[]... parts) throws IOException {
    int length = 4;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.writeByte(kind);
    out.writeInt(length);
    for (byte[] part : parts) {
      out.write(part);
    }
  }

  private static byte[] shorts(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return buffer.array();
  }

  private static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }
}
