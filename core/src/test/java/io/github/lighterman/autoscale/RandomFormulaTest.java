package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Random expressions, each with what it comes to in plain Java; and random texts. */
class RandomFormulaTest {
  private static final int FORMULAS = 2_000;
  private static final Instant YEAR_2030 = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration A_LOT = Duration.ofSeconds(30);
  private static final String ALPHABET =
      "$TargetDedicatedNodes = min(9, avg($PendingTasks.GetSample(TimeInterval_Minute*5, 70)));"
          + " x=time(\"2030-01-01\").hour ? 1.5 : -y && !z || a<=b // c\n \"; $ \u00e4 \ud83d"
          + " stop() $NodeDeallocationOption=requeue; lg(v,v)/0 == val(v,1)";

  private final Random random = new Random(20_300_107);
  private final SampledPool pool = sampled();

  private static SampledPool sampled() {
    SampledPool pool = new SampledPool();
    pool.sample(Metric.PENDING_TASKS, 4, 0, 2.5, 7);
    return pool.pass(Duration.ofMinutes(1));
  }

  /** A text, what it comes to, and how closely it binds: 0 for a conditional to 7 for a value. */
  private record Case(String text, double value, int level) {
    String in(int least) {
      return level < least ? "(" + text + ")" : text;
    }
  }

  @Test
  void numbersComeToWhatJavaMakesOfThem() {
    for (int i = 0; i < FORMULAS; i++) {
      Case expression = number(5);
      if (expression.text().length() < 8_000) {
        assertThat(pool.value(expression.text()))
            .as(expression.text())
            .isEqualTo(Numbers.show(expression.value()));
        assertThat(AutoscaleFormula.parse(expression.text()).problems()).isEmpty();
      }
    }
  }

  @Test
  void intervalsComeToWhatDurationMakesOfThem() {
    for (int i = 0; i < FORMULAS / 8; i++) {
      StringBuilder text = new StringBuilder("TimeInterval_Minute");
      Duration expected = Duration.ofMinutes(1);
      for (int terms = random.nextInt(6); terms > 0; terms--) {
        int count = random.nextInt(200) - 100;
        boolean isMinus = random.nextBoolean();
        text.append(isMinus ? " - " : " + ").append(count).append(" * TimeInterval_Millisecond");
        expected = isMinus ? expected.minusMillis(count) : expected.plusMillis(count);
      }
      assertThat(pool.value("time(\"2030\") + (" + text + ")"))
          .as(text.toString())
          .isEqualTo(pool.value("time(\"" + YEAR_2030.plus(expected) + "\")"));
      assertThat(pool.value("(" + text + ") / " + expected.toMillis()))
          .as(text.toString())
          .isEqualTo("00:00:00.0010000");
    }
  }

  @Test
  void noTextBreaksTheLanguage() {
    long start = System.nanoTime();
    for (int i = 0; i < FORMULAS; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? number(2).text() : ALPHABET);
      for (int edits = random.nextInt(6); edits >= 0; edits--) {
        edit(text);
      }
      requireRunOrRefused(text.toString());
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(A_LOT);
  }

  @Test
  void noFormulaTakesLong() {
    for (int i = 0; i < 20_200; i++) {
      pool.sample(Metric.CPU_PERCENT, i);
    }
    String week = "$CPUPercent.GetSample(TimeInterval_Week)";
    for (String part : List.of("max(" + week + ");", "v=" + week + ";", "std(" + week + "+1);")) {
      requireSoon(part.repeat(Math.min(100, 8_192 / part.length())));
    }
    requireSoon("v=" + week + ";x=1" + "+len(v*v/v-v)".repeat(300));
    requireSoon("v=$CPUPercent.GetSample(9);" + "v=lg(v,v,v,v,v,v,v,v);".repeat(90));
    requireSoon("max(" + "1,".repeat(4_000) + "1)");
    requireSoon("x=" + "(".repeat(8_190));
    requireSoon("x=" + "1?".repeat(4_090));
    requireSoon("\"".repeat(8_191) + "x");
  }

  private void requireSoon(String formula) {
    long start = System.nanoTime();
    requireRunOrRefused(formula);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as(formula.substring(0, Math.min(80, formula.length())))
        .isLessThan(A_LOT);
  }

  private void requireRunOrRefused(String text) {
    try {
      AutoscaleRun run = pool.run(text);
      run.problem().ifPresent(problem -> assertThat(problem.detail()).as(text).isNotEmpty());
      assertThat(run.results()).startsWith("$TargetDedicatedNodes=");
    } catch (InvalidFormulaException e) {
      assertThat(e.problem().line()).as(text).isPositive();
      assertThat(e.problem().column()).as(text).isPositive();
    }
  }

  private void edit(StringBuilder text) {
    int at = random.nextInt(text.length() + 1);
    int from = random.nextInt(ALPHABET.length());
    int to = from + random.nextInt(Math.min(12, ALPHABET.length() - from));
    text.replace(at, Math.min(text.length(), at + random.nextInt(8)), ALPHABET.substring(from, to));
  }

  private Case number(int depth) {
    if (depth == 0) {
      return literal();
    }
    return switch (random.nextInt(8)) {
      case 0 -> literal();
      case 1 -> conditional(depth - 1);
      case 2 -> sign(depth - 1);
      case 3 -> function(depth - 1);
      case 4 -> list(depth - 1);
      default -> binary(depth - 1);
    };
  }

  private Case literal() {
    if (random.nextInt(4) == 0) {
      int index = random.nextInt(4);
      double value = List.of(4.0, 0.0, 2.5, 7.0).get(index);
      return new Case("val($PendingTasks.GetSample(4), " + index + ")", value, 7);
    }
    double value = random.nextInt(40) / 4.0;
    return new Case(Double.toString(value), value, 7);
  }

  private Case conditional(int depth) {
    Case condition = number(depth);
    Case yes = number(depth);
    Case no = number(depth);
    boolean holds = condition.value() != 0;
    String unused = "stop()";
    return new Case(
        condition.in(1)
            + " ? "
            + (holds ? yes.text() : unused)
            + " : "
            + (holds ? unused : no.text()),
        holds ? yes.value() : no.value(),
        0);
  }

  private Case sign(int depth) {
    Case operand = number(depth);
    return random.nextBoolean()
        ? new Case("-" + operand.in(7), -operand.value(), 7)
        : new Case("!" + operand.in(7), operand.value() == 0 ? 1 : 0, 7);
  }

  private Case function(int depth) {
    Case argument = number(depth);
    List<String> names = List.of("ln", "log", "floor", "ceil");
    List<DoubleUnaryOperator> functions = List.of(Math::log, Math::log10, Math::floor, Math::ceil);
    int which = random.nextInt(names.size());
    return new Case(
        names.get(which) + "(" + argument.text() + ")",
        functions.get(which).applyAsDouble(argument.value()),
        7);
  }

  private Case list(int depth) {
    Case one = number(depth);
    Case other = number(depth);
    String arguments = "(" + one.text() + ", " + other.text() + ")";
    return switch (random.nextInt(3)) {
      case 0 -> new Case("max" + arguments, Math.max(one.value(), other.value()), 7);
      case 1 -> new Case("min" + arguments, Math.min(one.value(), other.value()), 7);
      default -> new Case("len" + arguments, 2, 7);
    };
  }

  /** Parentheses only where the order of binding needs them. */
  private Case binary(int depth) {
    Case left = number(depth);
    Case right = number(depth);
    double l = left.value();
    double r = right.value();
    return switch (random.nextInt(10)) {
      case 0 -> binary(left, " || ", right, l != 0 || r != 0 ? 1 : 0, 1);
      case 1 -> binary(left, " && ", right, l != 0 && r != 0 ? 1 : 0, 2);
      case 2 -> binary(left, " == ", right, l == r ? 1 : 0, 3);
      case 3 -> binary(left, " != ", right, l != r ? 1 : 0, 3);
      case 4 -> binary(left, " < ", right, l < r ? 1 : 0, 4);
      case 5 -> binary(left, " >= ", right, l >= r ? 1 : 0, 4);
      case 6 -> binary(left, " + ", right, l + r, 5);
      case 7 -> binary(left, " - ", right, l - r, 5);
      case 8 -> binary(left, " * ", right, l * r, 6);
      default -> binary(left, " / ", right, l / r, 6);
    };
  }

  private static Case binary(Case left, String operator, Case right, double value, int level) {
    return new Case(left.in(level) + operator + right.in(level + 1), value, level);
  }
}
