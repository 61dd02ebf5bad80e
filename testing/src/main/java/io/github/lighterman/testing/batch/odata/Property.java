package io.github.lighterman.testing.batch.odata;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A property that a list can be filtered by.
 *
 * @param path its name, nested ones with slashes
 * @param operators what a filter may do with it
 * @param values all that it can hold, in lower case; empty if that is not a closed set
 */
record Property(String path, PropertyType type, Set<Operator> operators, Set<String> values) {
  private static final Set<Operator> EQUALITY = EnumSet.of(Operator.EQ, Operator.NE);
  private static final Set<Operator> ORDER = EnumSet.range(Operator.EQ, Operator.LE);

  /** Returns a text that has an order and a beginning. */
  static Property id(String path) {
    return new Property(path, PropertyType.TEXT, EnumSet.allOf(Operator.class), Set.of());
  }

  /** Returns a text that is equal or not. */
  static Property text(String path) {
    return new Property(path, PropertyType.TEXT, EQUALITY, Set.of());
  }

  /** Returns a text that has these values alone, which can be equal or not. */
  static Property oneOf(String path, String... values) {
    return new Property(path, PropertyType.TEXT, EQUALITY, Set.of(values));
  }

  static Property integer(String path) {
    return new Property(path, PropertyType.INTEGER, ORDER, Set.of());
  }

  static Property bool(String path) {
    return new Property(path, PropertyType.BOOLEAN, EQUALITY, Set.of());
  }

  static Property time(String path) {
    return new Property(path, PropertyType.TIME, ORDER, Set.of());
  }

  /** Returns what is known of a task's last run, start tasks and their like included. */
  static Stream<Property> run(String path) {
    return Stream.of(
        integer(path + "/exitCode"),
        time(path + "/startTime"),
        time(path + "/endTime"),
        oneOf(path + "/result", "success", "failure"));
  }

  /** Returns this property with these operators alone. */
  Property with(Operator... only) {
    return new Property(path, type, EnumSet.copyOf(Arrays.asList(only)), values);
  }

  /** Returns the allowed operators as a filter writes them, always in one order. */
  String operatorNames() {
    return operators.stream().sorted().map(Operator::toString).collect(Collectors.joining(", "));
  }

  /** Returns the possible values in alphabetical order. */
  String valueNames() {
    return values.stream().sorted().collect(Collectors.joining(", "));
  }
}
