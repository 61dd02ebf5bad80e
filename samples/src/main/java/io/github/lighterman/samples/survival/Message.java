package io.github.lighterman.samples.survival;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/**
 * A request or an answer as it goes over the wire.
 *
 * @param head its first line and its headers
 * @param bytes all of it
 */
@SuppressWarnings("ArrayRecordComponent") // One is never compared with another.
record Message(String head, byte[] bytes) {
  /**
   * Reads one.
   *
   * @param asked the method of the request that this is the answer to, or nothing
   * @throws EOFException if no more come
   */
  static Message read(InputStream in, String asked) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String head;
    do {
      head = head(in);
      // What only says that an answer is to come is left out.
    } while (head.startsWith("HTTP/1.1 1"));
    all.writeBytes(head.getBytes(ISO_8859_1));
    boolean empty =
        asked.equals("HEAD") || head.startsWith("HTTP/1.1 204") || head.startsWith("HTTP/1.1 304");
    if (!empty && header(head, "transfer-encoding").equals("chunked")) {
      chunks(in, all);
    } else if (!empty && !header(head, "content-length").isEmpty()) {
      copy(in, all, Integer.parseInt(header(head, "content-length")));
    }
    return new Message(head, all.toByteArray());
  }

  String method() {
    return head.substring(0, head.indexOf(' '));
  }

  private String target() {
    return head.split(" ", 3)[1];
  }

  /** Returns what is asked for, without what is different in each run. */
  String place() {
    String path = target().split("\\?", 2)[0].replace("%2F", "/");
    int runs = path.indexOf("/runs/");
    if (runs >= 0) {
      List<String> names = List.of(path.substring(runs + 1).split("/", -1));
      return method() + " blob " + (names.size() > 2 ? names.get(2) : "");
    }
    if (target().contains("comp=list") || target().contains("comp=batch")) {
      return method() + " blobs " + (target().contains("comp=list") ? "list" : "batch");
    }
    if (path.contains("probe")) {
      return method() + " blob probe";
    }
    String[] names = path.split("/", -1);
    StringBuilder place = new StringBuilder(method());
    for (int i = 1; i < names.length; i++) {
      // Collections and actions have names of their own, what lies between are ids.
      place
          .append(' ')
          .append(i % 2 == 1 || i > 4 ? names[i] : isAction(names[i]) ? names[i] : "*");
    }
    return place.toString();
  }

  private static boolean isAction(String name) {
    return name.equals("addtaskcollection");
  }

  private static String header(String head, String name) {
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    do {
      head.append(line(in));
    } while (!(head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")));
    return head.toString();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    do {
      next = in.read();
      if (next < 0) {
        throw new EOFException("no more comes");
      }
      line.append((char) next);
    } while (next != '\n');
    return line.toString();
  }

  private static void chunks(InputStream in, ByteArrayOutputStream out) throws IOException {
    int size;
    do {
      String line = line(in);
      out.writeBytes(line.getBytes(ISO_8859_1));
      size = Integer.parseInt(line.strip().split(";", 2)[0], 16);
      // Each chunk is followed by a line break, the last one too.
      copy(in, out, size + 2);
    } while (size > 0);
  }

  private static void copy(InputStream in, ByteArrayOutputStream out, int size) throws IOException {
    byte[] some = in.readNBytes(size);
    if (some.length < size) {
      throw new EOFException("it ends in the midst of it");
    }
    out.writeBytes(some);
  }
}
