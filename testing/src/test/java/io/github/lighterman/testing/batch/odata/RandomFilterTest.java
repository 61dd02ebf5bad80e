package io.github.lighterman.testing.batch.odata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random filters, each with what it means in plain Java, over random entities. */
class RandomFilterTest {
  private static final int FILTERS = 3_000;
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final List<String> IDS = List.of("a", "B", "ab", "it's", "AB-1", "");
  private static final List<String> STATES = List.of("active", "running", "completed");
  private static final List<String> COMPARISONS = List.of("eq", "ne", "gt", "ge", "lt", "le");

  private final Random random = new Random(20_300_101);

  private record Case(String text, Predicate<Map<String, Object>> meaning) {}

  @Test
  void filterMeansWhatItSays() {
    for (int i = 0; i < FILTERS; i++) {
      Case filter = choice(4);
      Filter parsed = Filter.parse(filter.text(), FilterableList.TASKS);
      Optional<Instant> bound = parsed.earliest("stateTransitionTime");
      for (int j = 0; j < 10; j++) {
        Map<String, Object> entity = entity();
        boolean expected = filter.meaning().test(entity);
        assertThat(parsed.matches(entity::get))
            .as("%s for %s", filter.text(), entity)
            .isEqualTo(expected);
        if (expected && bound.isPresent()) {
          assertThat(entity.get("stateTransitionTime"))
              .as("%s for %s", filter.text(), entity)
              .isInstanceOfSatisfying(
                  Instant.class, time -> assertThat(time).isAfterOrEqualTo(bound.get()));
        }
      }
    }
  }

  @Test
  void noTextBreaksTheParser() {
    String alphabet = "()', '' eq ne and or id state startswith DateTime'1 5 true / \u00e4 \ud83d";
    for (int i = 0; i < FILTERS; i++) {
      StringBuilder text = new StringBuilder(choice(2).text());
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        int at = random.nextInt(text.length() + 1);
        int from = random.nextInt(alphabet.length());
        int to = from + random.nextInt(Math.min(8, alphabet.length() - from));
        text.replace(
            at, Math.min(text.length(), at + random.nextInt(3)), alphabet.substring(from, to));
      }
      requireParsedOrRefused(text.toString());
    }
  }

  private static void requireParsedOrRefused(String text) {
    try {
      assertThat(Filter.parse(text, FilterableList.TASKS)).hasToString(text);
    } catch (InvalidQueryException e) {
      assertThat(e.reason()).as(text).isNotEmpty();
    }
  }

  private Case choice(int depth) {
    Case first = conjunction(depth);
    if (random.nextInt(3) > 0) {
      return first;
    }
    Case second = choice(depth);
    return new Case(first.text() + " or " + second.text(), first.meaning().or(second.meaning()));
  }

  private Case conjunction(int depth) {
    Case first = part(depth);
    if (random.nextInt(3) > 0) {
      return first;
    }
    Case second = conjunction(depth);
    return new Case(first.text() + " and " + second.text(), first.meaning().and(second.meaning()));
  }

  private Case part(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      Case inner = choice(depth - 1);
      return new Case("(" + inner.text() + ")", inner.meaning());
    }
    return switch (random.nextInt(5)) {
      case 0 -> comparison("id", one(IDS));
      case 1 -> comparison("executionInfo/exitCode", random.nextInt(5) - 2);
      case 2 -> state(one(STATES));
      case 3 -> beginning(one(IDS));
      default -> comparison("stateTransitionTime", time());
    };
  }

  private Case state(String value) {
    return random.nextBoolean()
        ? new Case("state eq '" + value + "'", entity -> value.equals(entity.get("state")))
        : new Case("state ne '" + value + "'", entity -> !value.equals(entity.get("state")));
  }

  private Case beginning(String prefix) {
    return new Case(
        "startswith(id, '" + prefix.replace("'", "''") + "')",
        entity ->
            entity.get("id") instanceof String id
                && id.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT)));
  }

  private Case comparison(String property, Object literal) {
    String operator = one(COMPARISONS);
    String text =
        literal instanceof String s
            ? "'" + s.replace("'", "''") + "'"
            : literal instanceof Instant time ? "DateTime'" + time + "'" : literal.toString();
    return new Case(
        property + " " + operator + " " + text,
        entity -> holds(operator, entity.get(property), literal));
  }

  private static boolean holds(String operator, @Nullable Object value, Object literal) {
    if (value == null) {
      return operator.equals("ne");
    }
    int order =
        value instanceof String s
            ? s.compareToIgnoreCase((String) literal)
            : value instanceof Instant time
                ? time.compareTo((Instant) literal)
                : Integer.compare((Integer) value, (Integer) literal);
    return switch (operator) {
      case "eq" -> order == 0;
      case "ne" -> order != 0;
      case "gt" -> order > 0;
      case "ge" -> order >= 0;
      case "lt" -> order < 0;
      default -> order <= 0;
    };
  }

  private Map<String, Object> entity() {
    Map<String, Object> entity = new HashMap<>();
    entity.put("state", one(STATES));
    if (random.nextInt(4) > 0) {
      entity.put("id", one(IDS));
      entity.put("executionInfo/exitCode", random.nextInt(5) - 2);
    }
    if (random.nextInt(4) > 0) {
      entity.put("stateTransitionTime", time());
    }
    return entity;
  }

  private Instant time() {
    return START.plus(Duration.ofSeconds(random.nextInt(5)));
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
