package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaSyntaxTest {
  private final SampledPool pool = new SampledPool();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = 1; b = a + 1",
        "a=1;b=a+1;",
        ";;a = 1;;b = a + 1;;",
        "a = 1; // one\n// two; three\nb =\n  a\r\n  + 1; // four",
        "\ta\t=\t1\t;\n\n b = ( ( a ) + ( 1 ) ) ;",
        "$a = 7; a = 1; b = a + 1; 5; $a"
      })
  void blanksCommentsAndEmptyStatementsMeanNothing(String formula) {
    AutoscaleRun run = pool.run(formula);
    assertThat(run.problem()).isEmpty();
    assertThat(run.variables()).containsEntry("a", "1").containsEntry("b", "2");
  }

  @Test
  void stringHoldsWhatIsBetweenItsQuotes() {
    assertThat(pool.value("\"it's // no; comment\"")).isEqualTo("it's // no; comment");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`` ~ Line 1, Col 1: Syntax error: the formula has no statement",
        "` ;\n // nothing\n` ~ Line 3, Col 1: Syntax error: the formula has no statement",
        "x = ~ Line 1, Col 4: Syntax error: expected a value, but found the end",
        "x = ; ~ Line 1, Col 5: Syntax error: expected a value, but found ';'",
        "= 1 ~ Line 1, Col 1: Syntax error: expected a value, but found '='",
        "`x = 1\ny = 2` ~ Line 2, Col 1: Syntax error: expected an operator or ';', but found 'y'",
        "x = y = 2 ~ Line 1, Col 7: Syntax error: expected an operator or ';', but found '='",
        "x + 1 = 2 ~ Line 1, Col 7: Syntax error: expected an operator or ';', but found '='",
        "x = 1 + ~ Line 1, Col 8: Syntax error: expected a value, but found the end",
        "x = (1 ~ Line 1, Col 7: Syntax error: expected ')', but found the end",
        "x = 1) ~ Line 1, Col 6: Syntax error: expected an operator or ';', but found ')'",
        "x = (1;2) ~ Line 1, Col 7: Syntax error: expected ')', but found ';'",
        "x = max(1, ~ Line 1, Col 11: Syntax error: expected a value, but found the end",
        "x = max(1 2) ~ Line 1, Col 11: Syntax error: expected ')', but found '2'",
        "x = max(,1) ~ Line 1, Col 9: Syntax error: expected a value, but found ','",
        "x = 1 ? 2 ~ Line 1, Col 10: Syntax error: expected ':', but found the end",
        "x = 1 ? 2; 3 ~ Line 1, Col 10: Syntax error: expected ':', but found ';'",
        "x = time(). ~ Line 1, Col 12: Syntax error: expected a name, but found the end",
        "x = time().5 ~ Line 1, Col 11: Syntax error: expected an operator or ';', but found '.5'",
        "x = 5.hour ~ Line 1, Col 5: Syntax error: a number ends with 'h'",
        "x = 1e3 ~ Line 1, Col 5: Syntax error: a number ends with 'e'",
        "x = 7 % 2 ~ Line 1, Col 7: Syntax error: a formula can't have '%'",
        "x = 1 & 2 ~ Line 1, Col 7: Syntax error: a formula can't have '&'",
        "x = 'a' ~ Line 1, Col 5: Syntax error: a formula can't have '''",
        "x = \u00e4 ~ Line 1, Col 5: Syntax error: a formula can't have '\u00e4'",
        "x = \ud83d\ude00 ~ Line 1, Col 5: Syntax error: a formula can't have '\ud83d\ude00'",
        "x = [1,2] ~ Line 1, Col 5: Syntax error: a formula can't have '['",
        "$ = 1 ~ Line 1, Col 1: Syntax error: a $ has no name after it",
        "x = \"a ~ Line 1, Col 5: Syntax error: a string opens with a quote that isn't closed in it",
        "`x = \"a\n\"` ~ Line 1, Col 5: Syntax error: a string opens with a quote that isn't closed",
        "/* no */ x = 1 ~ Line 1, Col 1: Syntax error: expected a value, but found '/'"
      })
  void mistakeIsExplainedWithItsPlace(String formula, String problem) {
    FormulaProblem found = refused(formula);
    assertThat(found.kind()).isEqualTo(FormulaProblem.Kind.SYNTAX);
    assertThat(found.kind().code()).isEqualTo("AutoScalingFormulaSyntaxError");
    assertThat(found.toString()).startsWith(problem);
  }

  @Test
  void formulaHasAtMost8192Characters() {
    String longest = "x = 1;" + " ".repeat(8186);
    assertThat(AutoscaleFormula.parse(longest)).hasToString(longest);
    FormulaProblem problem = refused(longest + " ");
    assertThat(problem.kind().code()).isEqualTo("AutoScalingFormulaTooLong");
    assertThat(problem.detail()).isEqualTo("a formula has at most 8192 characters, not 8193");
  }

  @Test
  void formulaHasAtMost100Statements() {
    assertThat(pool.run("x = 1;".repeat(100)).hasFailed()).isFalse();
    FormulaProblem problem = refused("x = 1;".repeat(100) + "\ny = 2;");
    assertThat(problem.kind().code()).isEqualTo("AutoScalingFormulaTooLong");
    assertThat(problem).hasToString("Line 2, Col 1: a formula has at most 100 statements");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "( | 1 | ) | 99",
        "- | 1 | '' | 99",
        "! | 1 | '' | 99",
        "1 ? 2 : | 1 | '' | 99",
        "max( | 1 | ) | 99",
        "-( | 1 | ) | 49"
      })
  void expressionsHaveADepth(String open, String inner, String close, int deepest) {
    String fine = open.repeat(deepest) + inner + close.repeat(deepest);
    assertThat(pool.run(fine).hasFailed()).isFalse();
    String tooDeep = open.repeat(deepest + 1) + inner + close.repeat(deepest + 1);
    assertThat(refused(tooDeep).detail())
        .isEqualTo("Syntax error: the expression is nested more than 100 deep");
  }

  @Test
  void chainsHaveNoDepth() {
    assertThat(pool.value("1" + "+1".repeat(4000))).isEqualTo("4001");
    assertThat(refused("time()" + ".year".repeat(1500)).detail()).contains("100 deep");
  }

  @Test
  void exceptionTellsAll() {
    InvalidFormulaException e =
        catchThrowableOfType(InvalidFormulaException.class, () -> AutoscaleFormula.parse("x ="));
    assertThat(e)
        .hasMessage(
            "The specified auto-scaling formula is malformed. "
                + "Line 1, Col 4: Syntax error: expected a value, but found the end");
  }

  private static FormulaProblem refused(String formula) {
    InvalidFormulaException e =
        catchThrowableOfType(InvalidFormulaException.class, () -> AutoscaleFormula.parse(formula));
    assertThat(e).as(formula).isNotNull();
    return e.problem();
  }
}
