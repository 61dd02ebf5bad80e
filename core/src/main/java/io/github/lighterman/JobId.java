package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * The name of one job in its run, given by the caller. Two submits of one id mean one job.
 *
 * <p>1 to 128 characters: ASCII letters, digits, {@code _}, {@code .} and {@code -}, the first a
 * letter or digit. Within a run, two ids must differ in more than upper and lower case, since
 * backends and file systems exist that can't tell them apart.
 *
 * @param value the id as text
 */
public record JobId(String value) implements Comparable<JobId> {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if {@code value} breaks the rule above
   */
  public JobId {
    requireNonNull(value, "value");
    if (!RULE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "job id '"
              + value
              + "' must be 1 to 128 of A-Z a-z 0-9 _ . - and start with a letter or digit; keep the"
              + " wished name in a label and derive an id from it");
    }
  }

  /**
   * Returns the id with this text.
   *
   * @throws IllegalArgumentException if {@code value} breaks the rule above
   */
  public static JobId of(String value) {
    return new JobId(value);
  }

  @Override
  public int compareTo(JobId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
