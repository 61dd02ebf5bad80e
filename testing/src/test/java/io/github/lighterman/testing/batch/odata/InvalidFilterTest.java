package io.github.lighterman.testing.batch.odata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidFilterTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | the filter is empty",
        "\"  \" | the filter is empty",
        "ID eq 'x' | at position 0: this list can't be filtered by 'ID', only by creationTime, ex",
        "displayName eq 'x' | this list can't be filtered by 'displayName'",
        "executionInfo eq 'x' | can't be filtered by 'executionInfo'",
        "lastModified gt DateTime'2030-01-01' | can't be filtered by 'lastModified'",
        "state gt 'active' | at position 6: state can't be filtered with gt, only with eq, ne",
        "startswith(state, 'a') | at position 11: state can't be filtered with startswith",
        "id startswith 'a' | at position 3: syntax error: expected one of eq, ne, gt, ge, lt, le",
        "id EQ 'a' | expected one of eq, ne, gt, ge, lt, le, but found 'EQ'",
        "id = 'a' | at position 3: syntax error: a filter can't have '=' outside quotes",
        "id eq | at position 5: syntax error: id needs a text in single quotes here, not the end",
        "id eq 5 | at position 6: syntax error: id needs a text in single quotes here, not '5'",
        "id eq 'a | at position 6: syntax error: a text opens with a quote that is never closed",
        "id eq 'a'' | a text opens with a quote that is never closed",
        "id eq `a` | a filter can't have '`' outside quotes",
        "'a' eq id | at position 0: syntax error: expected the name of a property, startswith or (",
        "id eq 'a' state eq 'active' | at position 10: syntax error: expected and, or or the end",
        "id eq 'a' AND state eq 'active' | expected and, or or the end, but found 'AND'",
        "id eq 'a' and | expected the name of a property, startswith or (, but found the end",
        "(id eq 'a' | at position 10: syntax error: expected ), but found the end",
        "id eq 'a') | expected and, or or the end, but found ')'",
        "() | expected the name of a property, startswith or (, but found ')'",
        "endswith(id, 'a') | at position 0: syntax error: there is no function 'endswith'",
        "startswith(id) | expected ,, but found ')'",
        "startswith(id, 5) | expected a text in single quotes, but found '5'",
        "startswith(id, 'a' | expected ), but found the end",
        "not (id eq 'a') | there is no function 'not'",
        "executionInfo/exitCode eq '1' | needs a whole number here, not '1'",
        "executionInfo/exitCode eq 1.5 | needs a whole number here, not '1.5'",
        "executionInfo/exitCode eq 99999999999999999999 | needs a whole number here",
        "creationTime gt '2030-01-01T00:00:00Z' | creationTime needs a time such as DateTime'20",
        "creationTime gt DateTime'soon' | creationTime needs a time such as",
        "creationTime gt DateTime'2030-02-30T00:00:00Z' | creationTime needs a time such as",
        "creationTime gt DateTime'Fri, 30 Feb 2030 08:00:00 GMT' | creationTime needs a time such as",
        "creationTime gt 2030-01-01T00:00:00Z | a filter can't have ':' outside quotes"
      })
  void mistakeIsExplainedWithItsPlace(String filter, String reason) {
    InvalidQueryException e = refused(filter, FilterableList.TASKS);
    assertThat(e.parameter()).isEqualTo("$filter");
    assertThat(e.value()).isEqualTo(filter);
    assertThat(e.reason()).contains(reason);
  }

  @Test
  void stateThatDoesNotExistIsNamedAsTheServiceNamesIt() {
    InvalidQueryException e = refused("id eq 'x' and state eq 'Deleted'", FilterableList.TASKS);
    assertThat(e.parameter()).isEqualTo("state");
    assertThat(e.value()).isEqualTo("Deleted");
    assertThat(e.reason()).isEqualTo("it must be one of active, completed, preparing, running");
  }

  @Test
  void truthIsWrittenInLowerCaseWithoutQuotes() {
    for (String literal : new String[] {"True", "'true'", "1", "yes"}) {
      assertThat(refused("enableAutoScale eq " + literal, FilterableList.POOLS).reason())
          .contains("enableAutoScale needs true or false here, not ");
    }
  }

  @Test
  void parenthesesHaveALimit() {
    String fine = "(".repeat(100) + "id eq 'x'" + ")".repeat(100);
    assertThat(Filter.parse(fine, FilterableList.TASKS).matches(path -> "x")).isTrue();
    assertThat(refused("(" + fine + ")", FilterableList.TASKS).reason())
        .isEqualTo("at position 100: syntax error: parentheses can't be more than 100 deep");
    assertThat(refused("(".repeat(1_000_000), FilterableList.TASKS).reason()).contains("100 deep");
  }

  @Test
  void messageTellsAll() {
    assertThat(refused("id", FilterableList.TASKS))
        .hasMessageStartingWith("$filter can't be 'id': at position 2: syntax error: ");
    assertThat(InvalidQueryException.CODE).isEqualTo("InvalidQueryParameterValue");
  }

  private static InvalidQueryException refused(String filter, FilterableList list) {
    InvalidQueryException e =
        catchThrowableOfType(InvalidQueryException.class, () -> Filter.parse(filter, list));
    assertThat(e).as(filter).isNotNull();
    return e;
  }
}
