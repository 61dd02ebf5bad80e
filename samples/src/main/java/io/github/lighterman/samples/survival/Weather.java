package io.github.lighterman.samples.survival;

/** What goes wrong while some runs are under way. */
interface Weather {
  /** Returns what goes wrong. */
  String fault();

  /** Returns how, or where. */
  String name();

  /** Has it go wrong from now on. */
  void begin(EmulatedAccount account);

  /** Has nothing go wrong any more. */
  void end(EmulatedAccount account);
}
