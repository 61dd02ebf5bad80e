package io.github.lighterman.testing.batch.odata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds each list against the service's table, which stands in the resources of the tests. */
class FilterableListTest {
  private static final Map<String, String> LITERALS =
      Map.of(
          "String", "'x'",
          "Int", "0",
          "Boolean", "true",
          "DateTime", "DateTime'2030-01-01T00:00:00Z'");
  private static final List<String> OPERATORS =
      List.of("eq", "ne", "gt", "ge", "lt", "le", "startswith");

  record Row(FilterableList list, String property, String type, Set<String> operators) {
    static Row of(String line) {
      String[] words = line.split(" ", -1);
      return new Row(
          FilterableList.valueOf(words[0]), words[1], words[2], Set.of(words[3].split(",", -1)));
    }
  }

  static List<Row> rows() throws IOException {
    try (InputStream in =
        requireNonNull(
            FilterableListTest.class.getResourceAsStream("/batch/filterable-properties.txt"))) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::of)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void propertyTakesTheOperatorsOfTheTableAndNoOther(Row row) {
    for (String operator : OPERATORS) {
      String filter = filter(row, operator);
      if (row.operators().contains(operator)) {
        assertThat(Filter.parse(filter, row.list())).hasToString(filter);
      } else {
        assertThatThrownBy(() -> Filter.parse(filter, row.list()))
            .isInstanceOf(InvalidQueryException.class)
            .hasMessageContaining("can't be filtered with " + operator);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void listTakesThePropertiesOfTheTableAndNoOther(FilterableList list) throws IOException {
    Set<String> expected = new TreeSet<>();
    rows().stream().filter(row -> row.list() == list).forEach(row -> expected.add(row.property()));
    assertThatThrownBy(() -> Filter.parse("nosuch eq 'x'", list))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageEndingWith(
            "can't be filtered by 'nosuch', only by " + String.join(", ", expected));
  }

  /** The values of an enumeration come out of its own error, so that each is tried. */
  private static String filter(Row row, String operator) {
    if (operator.equals("startswith")) {
      return "startswith(" + row.property() + ", 'x')";
    }
    String start = row.property() + " " + operator + " ";
    String literal = requireNonNull(LITERALS.get(row.type()));
    return values(row)
        .map(value -> start + "'" + value + "'")
        .reduce((one, other) -> one + " or " + other)
        .orElse(start + literal);
  }

  private static Stream<String> values(Row row) {
    try {
      Filter unused = Filter.parse(row.property() + " eq 'no such value'", row.list());
      return Stream.empty();
    } catch (InvalidQueryException e) {
      return e.reason().startsWith("it must be one of ")
          ? Stream.of(e.reason().substring("it must be one of ".length()).split(", ", -1))
          : Stream.empty();
    }
  }
}
