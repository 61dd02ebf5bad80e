package io.github.lighterman.testing.batch;

import io.github.lighterman.spi.Spelling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The flags with which the program was started, each {@code --name value} or {@code --name=value}.
 */
final class Flags {
  static final String HELP = "--help";
  private static final List<String> NAMES =
      List.of(
          "--port",
          "--host",
          "--account",
          "--key",
          "--seed",
          "--dump",
          "--execution",
          "--speed",
          "--storage",
          "--storage-port",
          HELP);

  private final Map<String, String> values;

  private Flags(Map<String, String> values) {
    this.values = values;
  }

  static Flags parse(String... arguments) throws UsageException {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      String name = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
      if (name.equals("-h")) {
        name = HELP;
      }
      requireKnown(name);
      String value = "";
      if (name.equals(HELP)) {
        if (equals >= 0) {
          throw new UsageException("--help takes no value");
        }
      } else if (equals >= 0) {
        value = arguments[i].substring(equals + 1);
      } else if (++i < arguments.length && !arguments[i].startsWith("--")) {
        value = arguments[i];
      }
      if (value.isEmpty() && !name.equals(HELP)) {
        throw new UsageException(name + " needs a value, such as " + name + " " + example(name));
      }
      if (values.put(name, value) != null) {
        throw new UsageException(name + " is given twice");
      }
    }
    return new Flags(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise, int most) throws UsageException {
    String text = get(name, Integer.toString(otherwise));
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > most) {
      throw new UsageException(name + " must be from 0 to " + most + ", not '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  /** Returns a number above 0. */
  double factor(String name) throws UsageException {
    String text = get(name, "1");
    if (text.matches("\\d{1,6}(\\.\\d{1,6})?") && Double.parseDouble(text) > 0) {
      return Double.parseDouble(text);
    }
    throw new UsageException(
        name + " must be a number above 0 and below 1000000, such as 60, not '" + text + "'");
  }

  <E extends Enum<E>> E choice(String name, E otherwise) throws UsageException {
    String text = get(name, word(otherwise));
    List<E> all = Arrays.asList(otherwise.getDeclaringClass().getEnumConstants());
    for (E each : all) {
      if (word(each).equals(text)) {
        return each;
      }
    }
    List<String> words = all.stream().map(Flags::word).toList();
    throw new UsageException(
        name + " must be " + String.join(" or ", words) + ", not '" + text + "'");
  }

  private static void requireKnown(String name) throws UsageException {
    if (NAMES.contains(name)) {
      return;
    }
    throw new UsageException(
        Spelling.nearest(name, NAMES)
            .map(nearest -> "there is no flag '" + name + "'; did you mean " + nearest + "?")
            .orElse("there is no flag '" + name + "'; there are " + String.join(", ", NAMES)));
  }

  private static String example(String name) {
    return switch (name) {
      case "--port" -> "10080";
      case "--storage" -> "files";
      case "--storage-port" -> "10090";
      case "--host" -> "127.0.0.1";
      case "--account" -> "lighterman";
      case "--key" -> "c2VjcmV0";
      case "--seed", "--dump" -> "state.json";
      case "--execution" -> "instant";
      default -> "60";
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
