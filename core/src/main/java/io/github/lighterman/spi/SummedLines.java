package io.github.lighterman.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Lines of JSON that show whether they were changed: behind each stands a sum over it and all that
 * came before it. So no line can be damaged, missing between others, or there twice without being
 * noticed. Not safe for use by several threads.
 */
public final class SummedLines {
  private static final int DIGITS = 8;
  private static final HexFormat HEX = HexFormat.of();

  private final RunJson json;
  private int sum;

  /** Begins with the first line. */
  public SummedLines(RunJson json) {
    this.json = requireNonNull(json, "json");
  }

  /** Returns the next line, with its sum and a line break. */
  public byte[] write(Object value) {
    byte[] text = json.write(value);
    sum = sum(text);
    byte[] line = new byte[text.length + 1 + DIGITS + 1];
    System.arraycopy(text, 0, line, 0, text.length);
    byte[] end = ("\t" + HEX.toHexDigits(sum) + "\n").getBytes(UTF_8);
    System.arraycopy(end, 0, line, text.length, end.length);
    return line;
  }

  /**
   * Returns what {@link #write} wrote as the next line.
   *
   * @param line without the line break
   * @throws IOException if it's not that
   */
  public <T> T read(byte[] line, Class<T> type) throws IOException {
    int length = line.length - DIGITS - 1;
    if (length < 0 || line[length] != '\t') {
      throw new IOException("it's no line of a record");
    }
    byte[] text = Arrays.copyOf(line, length);
    int expected = sum(text);
    if (!HEX.toHexDigits(expected).equals(new String(line, length + 1, DIGITS, UTF_8))) {
      throw new IOException("its sum is another one: it or one before it was changed");
    }
    sum = expected;
    return json.read(text, type);
  }

  /** Returns the sum of all up to now. */
  public int sum() {
    return sum;
  }

  /** Goes on behind the line with this sum. */
  public void goOn(int after) {
    sum = after;
  }

  private int sum(byte[] text) {
    CRC32C crc = new CRC32C();
    crc.update(sum >>> 24);
    crc.update(sum >>> 16);
    crc.update(sum >>> 8);
    crc.update(sum);
    crc.update(text);
    return (int) crc.getValue();
  }
}
