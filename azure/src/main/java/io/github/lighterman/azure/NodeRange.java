package io.github.lighterman.azure;

/**
 * Between which numbers of machines a pool scales.
 *
 * @param least how many are always there, 0 to {@code most}
 * @param most how many there are at most, 0 to 1,000
 */
public record NodeRange(int least, int most) {
  private static final int LIMIT = 1_000;

  static final NodeRange NONE = new NodeRange(0, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public NodeRange {
    requireCount("least", least);
    requireCount("most", most);
    if (least > most) {
      throw new IllegalArgumentException(
          "the least number of nodes must not be above the most, but "
              + least
              + " is above "
              + most
              + "; lower the one or raise the other");
    }
  }

  static void requireCount(String name, int value) {
    if (value < 0 || value > LIMIT) {
      throw new IllegalArgumentException(name + " must be 0 to 1,000 nodes, not " + value);
    }
  }
}
