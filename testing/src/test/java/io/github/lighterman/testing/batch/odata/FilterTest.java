package io.github.lighterman.testing.batch.odata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final Instant TIME = Instant.parse("2030-05-08T08:49:37Z");
  private static final Map<String, Object> TASK =
      Map.of(
          "id",
          "Render-07",
          "state",
          "completed",
          "stateTransitionTime",
          TIME,
          "creationTime",
          TIME.minusSeconds(60),
          "executionInfo/exitCode",
          3,
          "executionInfo/result",
          "failure");
  private static final Map<String, Object> POOL =
      Map.of("id", "p'1", "enableAutoScale", true, "vmSize", "standard_d2_v5");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id eq 'Render-07'",
        "id ne 'render-08'",
        "id gt 'Render-06' and id lt 'Render-08'",
        "id ge 'Render-07' and id le 'Render-07'",
        "startswith(id, 'Render')",
        "startswith ( id ,'')",
        "executionInfo/exitCode eq 3",
        "executionInfo/exitCode gt -1",
        "executionInfo/exitCode lt +4",
        "executionInfo/exitCode ne 0 and executionInfo/result eq 'failure'",
        "stateTransitionTime eq DateTime'2030-05-08T08:49:37Z'",
        "stateTransitionTime eq DateTime'2030-05-08T08:49:37.0000000Z'",
        "stateTransitionTime eq DateTime'2030-05-08T10:49:37+02:00'",
        "stateTransitionTime eq datetime'2030-05-08T08:49:37'",
        "stateTransitionTime eq DateTime'Wed, 08 May 2030 08:49:37 GMT'",
        "stateTransitionTime gt DateTime'2030-05-08'",
        "(state eq 'running') or startswith(id, 'render')",
        "  ( ( state eq 'completed' ) )  "
      })
  void conditionThatHoldsMatches(String filter) {
    assertThat(matches(filter, FilterableList.TASKS, TASK)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id eq 'Render-7'",
        "id ne 'RENDER-07'",
        "id gt 'Render-07'",
        "startswith(id, 'Render-077')",
        "startswith(id, 'ender')",
        "executionInfo/exitCode le 2",
        "stateTransitionTime lt DateTime'2030-05-08T08:49:37Z'",
        "stateTransitionTime gt DateTime'2030-05-08T08:49:37Z'",
        "state eq 'completed' and executionInfo/result eq 'success'",
        "state eq 'active' or state eq 'running'"
      })
  void conditionThatDoesNotHoldDoesNotMatch(String filter) {
    assertThat(matches(filter, FilterableList.TASKS, TASK)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"id eq 'rENDER-07'", "state eq 'Completed'", "startswith(id,'RENDER')"})
  void textsAreComparedWithoutRegardToCase(String filter) {
    assertThat(matches(filter, FilterableList.TASKS, TASK)).isTrue();
  }

  @Test
  void quoteInATextIsDoubled() {
    assertThat(matches("id eq 'p''1'", FilterableList.POOLS, POOL)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"enableAutoScale eq true,true", "enableAutoScale eq false,false"})
  void truthIsComparedWithTrueAndFalse(String filter, boolean expected) {
    assertThat(matches(filter, FilterableList.POOLS, POOL)).isEqualTo(expected);
  }

  /** With the other order of binding, the first and the third would come out the other way. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state eq 'completed' or state eq 'active' and id eq 'x' | true",
        "(state eq 'completed' or state eq 'active') and id eq 'x' | false",
        "id eq 'x' and state eq 'active' or state eq 'completed' | true"
      })
  void andBindsMoreCloselyThanOr(String filter, boolean expected) {
    assertThat(matches(filter, FilterableList.TASKS, TASK)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "executionInfo/endTime gt DateTime'2000-01-01T00:00:00Z' | false",
        "executionInfo/endTime lt DateTime'2100-01-01T00:00:00Z' | false",
        "executionInfo/endTime eq DateTime'2000-01-01T00:00:00Z' | false",
        "executionInfo/endTime ne DateTime'2000-01-01T00:00:00Z' | true"
      })
  void absentPropertyDiffersFromAllAndHasNoOrder(String filter, boolean expected) {
    assertThat(matches(filter, FilterableList.TASKS, TASK)).isEqualTo(expected);
  }

  @Test
  void absentTextBeginsWithNothing() {
    assertThat(matches("startswith(id, '')", FilterableList.TASKS, Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stateTransitionTime ge DateTime'2030-01-01T00:00:00Z' | 2030-01-01T00:00:00Z",
        "stateTransitionTime gt DateTime'2030-01-01T00:00:00Z' | 2030-01-01T00:00:00Z",
        "stateTransitionTime eq DateTime'2030-01-01T00:00:00Z' | 2030-01-01T00:00:00Z",
        "state eq 'running' and (stateTransitionTime ge DateTime'2030-01-01') | 2030-01-01T00:00:00Z",
        "stateTransitionTime ge DateTime'2030-01-01' and stateTransitionTime gt DateTime'2030-02-01'"
            + " | 2030-02-01T00:00:00Z",
        "stateTransitionTime ge DateTime'2030-01-01' or stateTransitionTime gt DateTime'2030-02-01'"
            + " | 2030-01-01T00:00:00Z"
      })
  void lowerBoundOfATimeIsTold(String filter, Instant expected) {
    assertThat(Filter.parse(filter, FilterableList.TASKS).earliest("stateTransitionTime"))
        .contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state eq 'running'",
        "startswith(id, 'x')",
        "creationTime ge DateTime'2030-01-01T00:00:00Z'",
        "stateTransitionTime lt DateTime'2030-01-01T00:00:00Z'",
        "stateTransitionTime le DateTime'2030-01-01T00:00:00Z'",
        "stateTransitionTime ne DateTime'2030-01-01T00:00:00Z'",
        "state eq 'running' or stateTransitionTime ge DateTime'2030-01-01T00:00:00Z'"
      })
  void lowerBoundIsOnlyToldWhereThereIsOne(String filter) {
    assertThat(Filter.parse(filter, FilterableList.TASKS).earliest("stateTransitionTime"))
        .isEmpty();
  }

  @Test
  void valueOfAnotherTypeIsNamed() {
    Filter filter = Filter.parse("creationTime ge DateTime'2030-01-01'", FilterableList.TASKS);
    assertThatThrownBy(() -> filter.matches(path -> "2030-01-01T00:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("creationTime must have a value of type time, not java.lang.String");
    Filter prefix = Filter.parse("startswith(id, 'x')", FilterableList.TASKS);
    assertThatThrownBy(() -> prefix.matches(path -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id must have a value of type text, not java.lang.Integer");
  }

  @Test
  void filterShowsItsText() {
    assertThat(Filter.parse(" id eq 'x' ", FilterableList.TASKS)).hasToString(" id eq 'x' ");
  }

  private static boolean matches(String filter, FilterableList list, Map<String, Object> entity) {
    return Filter.parse(filter, list).matches(entity::get);
  }
}
