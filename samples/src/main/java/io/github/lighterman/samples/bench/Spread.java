package io.github.lighterman.samples.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What several rounds measured: the one in the middle, the least and the greatest.
 *
 * @param median the one in the middle; of an even number the mean of the two there
 * @param least the least
 * @param most the greatest
 */
record Spread(double median, double least, double most) {
  static Spread of(List<Double> measured) {
    List<Double> sorted = measured.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median = (sorted.get(half) + sorted.get((sorted.size() - 1) / 2)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** Returns the ratios of two series that were measured in turns, round by round. */
  static Spread ofRatios(List<Double> above, List<Double> below) {
    return of(IntStream.range(0, above.size()).mapToObj(i -> above.get(i) / below.get(i)).toList());
  }

  /** Returns all three, with so many decimals, as {@code 1.50 (1.20 to 1.90)}. */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + " to " + number + ")", median, least, most);
  }
}
