package io.github.lighterman.testing.batch.odata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  @ParameterizedTest
  @ValueSource(strings = {"id,state", "id, state", " id ,state,id "})
  void namesAreSeparatedByCommasAndAnyBlanks(String text) {
    Selection selection = Selection.parse(text, SelectableEntity.TASK);
    assertThat(selection.properties()).containsExactly("id", "state");
    assertThat(selection.includes("state")).isTrue();
    assertThat(selection.includes("executionInfo")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | a name is missing",
        "id,,state | a name is missing",
        "id, | a name is missing",
        "Id | there is no property 'Id', only ",
        "poolInfo | there is no property 'poolInfo', only ",
        "executionInfo/exitCode | there is no property 'executionInfo/exitCode', only ",
        "* | there is no property '*', only affinityInfo, "
      })
  void selectionOfWhatIsNotThereIsRefused(String text, String reason) {
    InvalidQueryException e =
        catchThrowableOfType(
            InvalidQueryException.class, () -> Selection.parse(text, SelectableEntity.TASK));
    assertThat(e.parameter()).isEqualTo("$select");
    assertThat(e.value()).isEqualTo(text);
    assertThat(e.reason()).startsWith(reason);
  }

  @ParameterizedTest
  @EnumSource
  void everyPropertyCanBeSelected(SelectableEntity entity) {
    Set<String> all = entity.properties();
    assertThat(all).hasSizeGreaterThan(4);
    assertThat(Selection.parse(String.join(",", all), entity).properties()).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stats", " stats ", "stats,stats"})
  void statisticsAreExpanded(String text) {
    assertThat(Expansion.parse(text)).containsExactly(Expansion.STATS);
  }

  @Test
  void nothingElseIsExpanded() {
    for (String text : new String[] {"", "Stats", "stats,", "tasks"}) {
      InvalidQueryException e =
          catchThrowableOfType(InvalidQueryException.class, () -> Expansion.parse(text));
      assertThat(e.parameter()).isEqualTo("$expand");
      assertThat(e.value()).isEqualTo(text);
    }
  }
}
