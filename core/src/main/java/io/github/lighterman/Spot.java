package io.github.lighterman;

/**
 * Whether a job may run on a machine that the backend can take away at any time, for less money.
 *
 * @param preference what to do
 * @param attempts for {@link Preference#FIRST_ATTEMPTS} how many attempts, 1 or more; 0 otherwise
 */
public record Spot(Preference preference, int attempts) {
  /** Never, the default. */
  public static final Spot NEVER = new Spot(Preference.NEVER, 0);

  /** Where it's cheaper or quicker to get. */
  public static final Spot ALLOW = new Spot(Preference.ALLOW, 0);

  /** On nothing else. */
  public static final Spot REQUIRE = new Spot(Preference.REQUIRE, 0);

  /** What to do. */
  public enum Preference {
    /** Runs on dedicated machines only. */
    NEVER,
    /** Runs on either. */
    ALLOW,
    /** Runs on spot machines only. */
    REQUIRE,
    /** Runs on spot machines at first and on dedicated ones after that. */
    FIRST_ATTEMPTS
  }

  /**
   * Checks the number of attempts.
   *
   * @throws IllegalArgumentException if it does not go with the preference
   */
  public Spot {
    if ((preference == Preference.FIRST_ATTEMPTS) != (attempts > 0) || attempts < 0) {
      throw new IllegalArgumentException(
          "spot attempts must be 1 or more for FIRST_ATTEMPTS and 0 otherwise, not "
              + attempts
              + " for "
              + preference);
    }
  }

  /**
   * Returns the preference for spot machines in the first {@code attempts} attempts.
   *
   * @throws IllegalArgumentException if {@code attempts} is less than 1
   */
  public static Spot firstAttempts(int attempts) {
    return new Spot(Preference.FIRST_ATTEMPTS, attempts);
  }

  /**
   * Returns what this means for the attempt with this number, from 1: anything but FIRST_ATTEMPTS.
   */
  public Spot settled(int attempt) {
    if (preference != Preference.FIRST_ATTEMPTS) {
      return this;
    }
    return attempt <= attempts ? ALLOW : NEVER;
  }
}
