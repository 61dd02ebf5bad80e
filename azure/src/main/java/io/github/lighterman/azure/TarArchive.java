package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a compressed tar archive of which the bytes depend on names, contents and executable bits
 * alone: no times, no owners. The format is POSIX pax
 * (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html), which every tar reads. Not
 * safe for use by several threads.
 */
final class TarArchive implements Closeable {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final long LARGEST = (1L << 33) - 1;

  private final OutputStream out;

  /** Writes to {@code sink}, which {@link #close} closes. */
  TarArchive(OutputStream sink) throws IOException {
    this.out = new GZIPOutputStream(sink, 1 << 16);
  }

  /** Adds a file under this name, as it is now. */
  void add(String name, Path file) throws IOException {
    long size = Files.size(file);
    byte[] bytes = name.getBytes(UTF_8);
    if (bytes.length > NAME || size > LARGEST) {
      extend(record("path", name) + record("size", Long.toString(size)));
    }
    header(bytes, Files.isExecutable(file) ? "0000755" : "0000644", Math.min(size, LARGEST), '0');
    try (InputStream in = Files.newInputStream(file)) {
      long copied = in.transferTo(out);
      if (copied != size) {
        throw new IOException(file + " changed while it was packed");
      }
    }
    pad(size);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }

  private void extend(String records) throws IOException {
    byte[] bytes = records.getBytes(UTF_8);
    header("pax".getBytes(UTF_8), "0000644", bytes.length, 'x');
    out.write(bytes);
    pad(bytes.length);
  }

  /** A record starts with its own length, of which the digits count too. */
  private static String record(String key, String value) {
    int rest = (" " + key + "=" + value + "\n").getBytes(UTF_8).length;
    int length = rest + String.valueOf(rest).length();
    length = rest + String.valueOf(length).length();
    return length + " " + key + "=" + value + "\n";
  }

  private void header(byte[] name, String mode, long size, char type) throws IOException {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME));
    put(block, 100, mode + "\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, String.format(Locale.ROOT, "%011o\0", size));
    put(block, 136, "00000000000\0");
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    put(block, 257, "ustar\00000");
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    out.write(block);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private void pad(long size) throws IOException {
    int over = (int) (size % BLOCK);
    if (over > 0) {
      out.write(new byte[BLOCK - over]);
    }
  }
}
