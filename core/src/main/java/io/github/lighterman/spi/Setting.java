package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that can be set when an executor is opened. It stands in one place: its name, its type,
 * what it does, so that the check, the error and the documentation agree.
 *
 * @param name lower-case words with hyphens, as {@code kill-grace}
 * @param type what a value looks like, for people, as {@code a duration such as 10s}
 * @param description what it does and what holds without it
 * @param sensitivity whether a value may be shown
 * @param parser reads a value, or throws IllegalArgumentException with the reason
 * @param <T> the type of a value
 */
public record Setting<T>(
    String name,
    String type,
    String description,
    Sensitivity sensitivity,
    Function<String, T> parser) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** Whether a value may be shown. */
  public enum Sensitivity {
    /** It may. */
    PUBLIC,
    /** It's a secret, and stands in no message. */
    SECRET
  }

  /** Checks that nothing is null. */
  public Setting {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(description, "description");
    requireNonNull(sensitivity, "sensitivity");
    requireNonNull(parser, "parser");
  }

  /** Returns a setting of any text. */
  public static Setting<String> text(String name, String description) {
    return of(name, "a text", description, Function.identity());
  }

  /** Returns a setting of a whole number from {@code least} to {@code most}. */
  public static Setting<Integer> integer(String name, int least, int most, String description) {
    return of(
        name,
        String.format(Locale.ROOT, "a whole number from %,d to %,d", least, most),
        description,
        value -> inRange(Integer.parseInt(value), least, most));
  }

  /** Returns a setting of a decimal number from {@code least} to {@code most}. */
  public static Setting<Double> decimal(
      String name, double least, double most, String description) {
    return of(
        name,
        String.format(Locale.ROOT, "a number from %s to %s", least, most),
        description,
        value -> inRange(Double.parseDouble(value), least, most));
  }

  /** Returns a setting of a size such as {@code 4GiB}. */
  public static Setting<DataSize> size(String name, String description) {
    return of(name, "a size such as 4GiB", description, DataSize::parse);
  }

  /** Returns a setting of a path; a relative one is taken from the working directory. */
  public static Setting<Path> path(String name, String description) {
    return of(name, "a path", description, Setting::toPath);
  }

  /**
   * Returns a setting of a duration such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h} or
   * {@code 1d}, at most 3,650 days.
   */
  public static Setting<Duration> duration(String name, String description) {
    return of(name, "a duration such as 500ms, 10s, 5m or 2h", description, Setting::toDuration);
  }

  /** Returns a setting of one of an enum's constants, in lower case with hyphens. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, Class<E> type, String description) {
    E[] constants = type.getEnumConstants();
    String all = Arrays.stream(constants).map(Setting::spelled).collect(Collectors.joining(", "));
    return of(
        name,
        "one of " + all,
        description,
        value ->
            Arrays.stream(constants)
                .filter(constant -> spelled(constant).equals(value))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  /** Returns a copy whose values are secrets. */
  public Setting<T> secret() {
    return new Setting<>(name, type, description, Sensitivity.SECRET, parser);
  }

  /** Returns what is wrong with {@code value}, or empty if it can be read. */
  Optional<String> problem(String value) {
    try {
      requireNonNull(parser.apply(value), name);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      String shown = sensitivity == Sensitivity.SECRET ? "(not shown)" : "'" + value + "'";
      return Optional.of("setting '" + name + "' must be " + type + ", not " + shown);
    }
  }

  private static <T> Setting<T> of(
      String name, String type, String description, Function<String, T> parser) {
    return new Setting<>(name, type, description, Sensitivity.PUBLIC, parser);
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <N extends Comparable<N>> N inRange(N value, N least, N most) {
    if (!(value.compareTo(least) >= 0 && value.compareTo(most) <= 0)) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  private static Path toPath(String value) {
    // Path.of takes no text for the working directory, which nobody means by it.
    if (value.isBlank()) {
      throw new IllegalArgumentException("no path");
    }
    return Path.of(value).toAbsolutePath();
  }

  private static Duration toDuration(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no duration");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    return inRange(duration, Duration.ZERO, LONGEST);
  }
}
