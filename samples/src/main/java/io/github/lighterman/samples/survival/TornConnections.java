package io.github.lighterman.samples.survival;

import java.util.List;
import java.util.Locale;

/**
 * Connections that are torn before, in and after requests, and in answers.
 *
 * @param share which part of the requests, 0 to 1
 * @param seed which of them
 */
record TornConnections(double share, long seed) implements Weather {
  private static final List<Double> SHARES = List.of(0.02, 0.05, 0.1, 0.2);

  /** Returns the one with this number. */
  static TornConnections of(long seed, int number) {
    return new TornConnections(SHARES.get(number % SHARES.size()), seed + number);
  }

  @Override
  public String fault() {
    return "connections torn, Azurite too";
  }

  @Override
  public String name() {
    return String.format(Locale.ROOT, "%.0f%% of all requests", share * 100);
  }

  @Override
  public void begin(EmulatedAccount account) {
    account.wire().tear(new Tears(share, seed));
  }

  @Override
  public void end(EmulatedAccount account) {
    account.wire().tear(Tears.NONE);
  }
}
