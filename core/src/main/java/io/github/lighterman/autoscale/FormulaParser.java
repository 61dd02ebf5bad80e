package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.Expression.Call;
import io.github.lighterman.autoscale.Expression.Chain;
import io.github.lighterman.autoscale.Expression.Conditional;
import io.github.lighterman.autoscale.Expression.Constant;
import io.github.lighterman.autoscale.Expression.Link;
import io.github.lighterman.autoscale.Expression.Member;
import io.github.lighterman.autoscale.Expression.MethodCall;
import io.github.lighterman.autoscale.Expression.Unary;
import io.github.lighterman.autoscale.Expression.Variable;
import io.github.lighterman.autoscale.FormulaProblem.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one formula by recursive descent, as deep as the limit lets it. */
final class FormulaParser {
  private static final int MOST_STATEMENTS = 100;
  // The service's own limit isn't known; nobody writes half of this.
  private static final int DEEPEST = 100;

  /** From those that bind least to those that bind most. */
  private static final List<Set<BinaryOperator>> LEVELS =
      List.of(
          EnumSet.of(BinaryOperator.OR),
          EnumSet.of(BinaryOperator.AND),
          EnumSet.of(BinaryOperator.EQUAL, BinaryOperator.UNEQUAL),
          EnumSet.range(BinaryOperator.LESS, BinaryOperator.GREATER_OR_EQUAL),
          EnumSet.of(BinaryOperator.PLUS, BinaryOperator.MINUS),
          EnumSet.of(BinaryOperator.TIMES, BinaryOperator.DIVIDED));

  private final List<Symbol> symbols;
  private int at;
  private int depth;

  FormulaParser(String formula) {
    this.symbols = Symbols.of(formula);
  }

  List<Statement> parse() {
    List<Statement> statements = new ArrayList<>();
    while (true) {
      while (peek().isMark(";")) {
        at++;
      }
      if (peek().kind() == Symbol.Kind.END) {
        break;
      }
      if (statements.size() == MOST_STATEMENTS) {
        throw new Mistake(
            Kind.TOO_LONG, peek().at(), "a formula has at most " + MOST_STATEMENTS + " statements");
      }
      statements.add(statement());
    }
    if (statements.isEmpty()) {
      throw syntax(peek(), "the formula has no statement");
    }
    return statements;
  }

  private Statement statement() {
    Symbol first = peek();
    boolean assigns = first.kind() == Symbol.Kind.NAME && symbols.get(at + 1).isMark("=");
    if (assigns) {
      at += 2;
    }
    Expression value = expression();
    Symbol end = peek();
    if (!end.isMark(";") && end.kind() != Symbol.Kind.END) {
      throw syntax(end, "expected an operator or ';', but found " + end);
    }
    return new Statement(first.at(), assigns ? first.text() : null, value);
  }

  private Expression expression() {
    Symbol first = peek();
    if (++depth > DEEPEST) {
      throw syntax(first, "the expression is nested more than " + DEEPEST + " deep");
    }
    Expression condition = chain(0);
    if (peek().isMark("?")) {
      at++;
      Expression yes = expression();
      expect(":");
      condition = new Conditional(first.at(), condition, yes, expression());
    }
    depth--;
    return condition;
  }

  private Expression chain(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    Expression first = chain(level + 1);
    List<Link> links = new ArrayList<>();
    for (Symbol next = peek(); ; next = peek()) {
      Optional<BinaryOperator> operator = operator(next, LEVELS.get(level));
      if (operator.isEmpty()) {
        return links.isEmpty() ? first : new Chain(first, links);
      }
      at++;
      links.add(new Link(next.at(), operator.get(), chain(level + 1)));
    }
  }

  private static Optional<BinaryOperator> operator(Symbol symbol, Set<BinaryOperator> among) {
    return among.stream().filter(operator -> symbol.isMark(operator.symbol())).findFirst();
  }

  private Expression unary() {
    Symbol first = peek();
    if (!first.isMark("-") && !first.isMark("!")) {
      return postfix();
    }
    at++;
    if (++depth > DEEPEST) {
      throw syntax(first, "the expression is nested more than " + DEEPEST + " deep");
    }
    Expression operand = unary();
    depth--;
    return new Unary(first.at(), first.isMark("!"), operand);
  }

  private Expression postfix() {
    Expression target = primary();
    for (int members = 0; peek().isMark("."); members++) {
      at++;
      Symbol name = next(Symbol.Kind.NAME, "a name");
      if (members == DEEPEST) {
        throw syntax(name, "the expression is nested more than " + DEEPEST + " deep");
      }
      target =
          peek().isMark("(")
              ? new MethodCall(name.at(), target, name.text(), arguments())
              : new Member(name.at(), target, name.text());
    }
    return target;
  }

  private Expression primary() {
    Symbol symbol = peek();
    at++;
    return switch (symbol.kind()) {
      case NUMBER -> new Constant(new Value.Scalar(Double.parseDouble(symbol.text())));
      case STRING -> new Constant(new Value.Text(symbol.text()));
      case NAME ->
          peek().isMark("(")
              ? new Call(symbol.at(), symbol.text(), arguments())
              : new Variable(symbol.at(), symbol.text());
      case MARK, END -> {
        if (!symbol.isMark("(")) {
          throw syntax(symbol, "expected a value, but found " + symbol);
        }
        Expression inner = expression();
        expect(")");
        yield inner;
      }
    };
  }

  private List<Expression> arguments() {
    expect("(");
    List<Expression> arguments = new ArrayList<>();
    if (!peek().isMark(")")) {
      arguments.add(expression());
      while (peek().isMark(",")) {
        at++;
        arguments.add(expression());
      }
    }
    expect(")");
    return arguments;
  }

  private void expect(String mark) {
    Symbol symbol = next(Symbol.Kind.MARK, "'" + mark + "'");
    if (!symbol.isMark(mark)) {
      throw syntax(symbol, "expected '" + mark + "', but found " + symbol);
    }
  }

  private Symbol next(Symbol.Kind kind, String expected) {
    Symbol symbol = peek();
    if (symbol.kind() != kind) {
      throw syntax(symbol, "expected " + expected + ", but found " + symbol);
    }
    at++;
    return symbol;
  }

  private Symbol peek() {
    return symbols.get(at);
  }

  private static Mistake syntax(Symbol symbol, String detail) {
    return new Mistake(Kind.SYNTAX, symbol.at(), "Syntax error: " + detail);
  }
}
