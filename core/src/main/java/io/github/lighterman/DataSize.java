package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes.
 *
 * @param bytes 0 to {@link Long#MAX_VALUE}
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final Pattern TEXT =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*((?:[KMGTP]I?)?B?)\\s*", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGTP";
  private static final Map<String, Long> FACTORS = factors();

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a data size must be 0 or more bytes, not " + bytes);
    }
  }

  /** Returns a size of {@code bytes}, 0 or more. */
  public static DataSize ofBytes(long bytes) {
    return new DataSize(bytes);
  }

  /**
   * Returns a size of {@code mebibytes} times 1,048,576 bytes.
   *
   * @throws IllegalArgumentException if that is negative or more than {@link Long#MAX_VALUE} bytes
   */
  public static DataSize ofMebibytes(long mebibytes) {
    return parse(mebibytes + "MiB");
  }

  /**
   * Returns a size of {@code gibibytes} times 1,073,741,824 bytes.
   *
   * @throws IllegalArgumentException if that is negative or more than {@link Long#MAX_VALUE} bytes
   */
  public static DataSize ofGibibytes(long gibibytes) {
    return parse(gibibytes + "GiB");
  }

  /**
   * Reads a size such as {@code 512MiB}, {@code 1.5 GB} or {@code 4096}: a decimal number and a
   * unit, {@code B}, {@code kB} to {@code PB} (powers of 1,000) or {@code KiB} to {@code PiB}
   * (powers of 1,024), in any case; without a unit, bytes. A fraction of a byte is dropped.
   *
   * @throws IllegalArgumentException if {@code text} is no such size, or more than {@link
   *     Long#MAX_VALUE} bytes
   */
  public static DataSize parse(String text) {
    Matcher matcher = TEXT.matcher(requireNonNull(text, "text"));
    Long factor = matcher.matches() ? FACTORS.get(matcher.group(2).toUpperCase(Locale.ROOT)) : null;
    if (factor == null) {
      throw new IllegalArgumentException(
          "data size '" + text + "' must be a number and a unit, such as 512MiB, 1.5GB or 4096");
    }
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "data size '" + text + "' must be at most " + Long.MAX_VALUE + " bytes");
    }
    return new DataSize(bytes.longValue());
  }

  /**
   * Returns this size times {@code factor}, rounded up, at most {@link Long#MAX_VALUE} bytes.
   *
   * @throws IllegalArgumentException if {@code factor} is negative or not finite
   */
  public DataSize times(double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor must be 0 or more, not " + factor);
    }
    // Not in binary fractions, in which 10 bytes times 1.1 are a little more than 11.
    BigDecimal exact = BigDecimal.valueOf(bytes).multiply(BigDecimal.valueOf(factor));
    return new DataSize(
        exact
            .setScale(0, RoundingMode.CEILING)
            .min(BigDecimal.valueOf(Long.MAX_VALUE))
            .longValue());
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /**
   * Returns the size in the largest binary unit that gives a whole number, as {@link #parse} reads.
   */
  @Override
  public String toString() {
    long number = bytes;
    int unit = -1;
    while (number != 0 && number % 1024 == 0 && unit < UNITS.length() - 1) {
      number /= 1024;
      unit++;
    }
    return number + (unit < 0 ? "B" : UNITS.charAt(unit) + "iB");
  }

  private static Map<String, Long> factors() {
    Map<String, Long> factors = new HashMap<>(Map.of("", 1L, "B", 1L));
    long decimal = 1;
    long binary = 1;
    for (int i = 0; i < UNITS.length(); i++) {
      char unit = UNITS.charAt(i);
      decimal *= 1000;
      binary *= 1024;
      factors.put(unit + "B", decimal);
      factors.put(unit + "IB", binary);
    }
    return Map.copyOf(factors);
  }
}
