package io.github.lighterman.testing.batch.node;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An answer to an HTTP request.
 *
 * @param status its status
 * @param headers by name in lower case; of several with one name the last
 * @param body what follows; reading fails if it ends before its time
 */
record Reply(int status, Map<String, String> headers, InputStream body) {
  private static final int LONGEST_LINE = 1 << 16;

  static Reply read(InputStream in) throws IOException {
    while (true) {
      int status = status(line(in));
      Map<String, String> headers = new HashMap<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers.put(
              line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
              line.substring(colon + 1).strip());
        }
      }
      // Interim answers come before the one that counts.
      if (status >= 200) {
        return new Reply(status, Map.copyOf(headers), body(status, headers, in));
      }
    }
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  private static InputStream body(int status, Map<String, String> headers, InputStream in)
      throws IOException {
    String length = headers.get("content-length");
    if (status == 204 || status == 304) {
      return InputStream.nullInputStream();
    }
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return new ReplyBody(in, () -> chunk(in));
    }
    if (length == null) {
      return in;
    }
    long bytes = number(length, 10);
    return new ReplyBody(in, new ReplyBody.Once(bytes));
  }

  /** Returns how long the next chunk is; after the last one reads what follows. */
  private static long chunk(InputStream in) throws IOException {
    String line = line(in);
    // What ends the chunk before.
    if (line.isEmpty()) {
      line = line(in);
    }
    long bytes = number(line.split(";", 2)[0].strip(), 16);
    if (bytes == 0) {
      while (!line.isEmpty()) {
        line = line(in);
      }
    }
    return bytes;
  }

  private static int status(String line) throws IOException {
    String[] words = line.split(" ", 3);
    if (!words[0].startsWith("HTTP/1.") || words.length < 2) {
      throw new ProtocolException("the server doesn't speak HTTP/1.1");
    }
    return (int) number(words[1], 10);
  }

  private static long number(String text, int radix) throws IOException {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new ProtocolException("the server sent '" + text + "' for a number");
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server ended the connection before its answer was complete");
      }
      if (line.size() == LONGEST_LINE) {
        throw new ProtocolException("the server sent a line without an end");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
