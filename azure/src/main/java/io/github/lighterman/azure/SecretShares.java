package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A secret value in two parts, of which neither alone tells more than how long the value is: random
 * bytes, and what these are to be xored with. Both are hexadecimal numbers of two digits, which a
 * shell can read.
 *
 * @param pad the random bytes, with blanks between them; in several words, since a system limits
 *     the length of an argument
 * @param file the content of the file that holds the other part, a line for each byte
 */
record SecretShares(List<String> pad, String file) {
  /** A system takes no argument of more than 128 KiB. */
  private static final int BYTES_IN_WORD = 40_000;

  SecretShares {
    pad = List.copyOf(pad);
    requireNonNull(file, "file");
  }

  /**
   * Splits a value, anew with each call.
   *
   * @throws IllegalArgumentException if a byte is 0, which no variable can hold
   */
  static SecretShares split(byte[] value, SecureRandom random) {
    byte[] pad = new byte[value.length];
    random.nextBytes(pad);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < value.length; i++) {
      if (value[i] == 0) {
        throw new IllegalArgumentException("a secret must not hold a NUL character");
      }
      if (i > 0 && i % BYTES_IN_WORD == 0) {
        words.add(word.toString());
        word.setLength(0);
      }
      word.append(word.isEmpty() ? "" : " ").append(hex(pad[i]));
      file.append(hex((byte) (pad[i] ^ value[i]))).append('\n');
    }
    words.add(word.toString());
    return new SecretShares(words, file.toString());
  }

  /** Splits a text in UTF-8. */
  static SecretShares split(String value, SecureRandom random) {
    return split(value.getBytes(StandardCharsets.UTF_8), random);
  }

  private static String hex(byte value) {
    return String.format("%02x", value & 0xff);
  }

  /** Leaves out the content: both parts together are the secret. */
  @Override
  public String toString() {
    return "SecretShares[...]";
  }
}
