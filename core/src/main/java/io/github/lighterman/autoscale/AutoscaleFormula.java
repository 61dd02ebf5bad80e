package io.github.lighterman.autoscale;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.autoscale.FormulaProblem.Kind;
import java.time.Clock;
import java.util.List;

/**
 * A formula by which a Batch pool scales itself. To check one before it is sent:
 *
 * <pre>{@code
 * AutoscaleFormula formula = AutoscaleFormula.parse("$TargetDedicatedNodes = min(9, $Typo);");
 * formula.problems(); // [Line 1, Col 32: Undefined variable: $Typo]
 * }</pre>
 *
 * <p>Where the service's documentation is silent this is strict: what passes here should pass
 * there. So both sides of {@code &&} and {@code ||} are evaluated, while of a conditional only the
 * chosen branch is; names are case-sensitive, and {@code x} and {@code $x} are two variables.
 *
 * <p>Immutable, and so safe for use by several threads.
 */
public final class AutoscaleFormula {
  private static final int MOST_CHARACTERS = 8192;

  private final String text;
  private final List<Statement> statements;
  private final List<FormulaProblem> problems;

  private AutoscaleFormula(String text, List<Statement> statements) {
    this.text = text;
    this.statements = statements;
    this.problems = new Check().run(statements);
  }

  /**
   * Returns the formula with this text.
   *
   * @throws InvalidFormulaException if it's no formula, has more than 8192 characters or 100
   *     statements, or expressions nested more than 100 deep
   */
  public static AutoscaleFormula parse(String text) {
    try {
      if (requireNonNull(text, "text").length() > MOST_CHARACTERS) {
        throw new Mistake(
            Kind.TOO_LONG,
            new Position(1, 1),
            "a formula has at most " + MOST_CHARACTERS + " characters, not " + text.length());
      }
      return new AutoscaleFormula(text, new FormulaParser(text).parse());
    } catch (Mistake e) {
      throw new InvalidFormulaException(e.problem());
    }
  }

  /**
   * Returns what fails for sure when its statement or branch is reached: variables that nothing was
   * assigned to, unknown functions, operators and functions that don't go with their operands, and
   * assignments to what is read-only. A formula without any can still fail for the values that it
   * meets, such as missing samples.
   */
  public List<FormulaProblem> problems() {
    return problems;
  }

  /**
   * Evaluates the formula. It always comes to a result: a failure is the result's {@link
   * AutoscaleRun#problem}. The same metrics at the same time give the same result, also where the
   * formula uses {@code rand()}.
   *
   * @param metrics what the formula can ask for
   * @param clock is asked once, so that no time passes within an evaluation
   */
  public AutoscaleRun evaluate(MetricSource metrics, Clock clock) {
    Evaluation evaluation = new Evaluation(metrics, clock.instant());
    try {
      return evaluation.run(statements);
    } catch (Mistake e) {
      return evaluation.failed(e.problem());
    }
  }

  /** Returns the text that the formula was read from. */
  @Override
  public String toString() {
    return text;
  }
}
