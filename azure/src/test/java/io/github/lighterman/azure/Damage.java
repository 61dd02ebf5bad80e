package io.github.lighterman.azure;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Ways in which bytes are damaged. */
final class Damage {
  private Damage() {}

  /** Returns the bytes with one to three things wrong with them; rarely the same. */
  static byte[] some(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    for (int n = random.nextInt(3); n >= 0; n--) {
      damaged = one(damaged, random);
    }
    return damaged;
  }

  private static byte[] one(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(64));
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(bytes, from);
      case 1 -> spliced(bytes, from, to, new byte[0]);
      case 2 -> spliced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
      case 3 -> spliced(bytes, from, from, noise(random));
      case 4 -> twice(bytes, from);
      case 5 -> spliced(bytes, from, from + 1, mark(random));
      default -> flipped(bytes, from, random);
    };
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[1 + random.nextInt(16)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] mark(Random random) {
    return new byte[] {(byte) "09\"{}[],:\n\0-e".charAt(random.nextInt(13))};
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  /** Has the line at this place there twice. */
  private static byte[] twice(byte[] bytes, int at) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    int end = at;
    while (end < bytes.length - 1 && bytes[end] != '\n') {
      end++;
    }
    return spliced(bytes, start, start, Arrays.copyOfRange(bytes, start, end + 1));
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(bytes, 0, from);
    all.writeBytes(between);
    all.write(bytes, to, bytes.length - to);
    return all.toByteArray();
  }
}
