package io.github.lighterman.testing.batch.odata;

import io.github.lighterman.testing.batch.odata.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one filter by recursive descent: a choice of conjunctions of parts. */
final class FilterParser {
  private static final int DEEPEST = 100;

  private final String text;
  private final FilterableList list;
  private final List<Token> tokens;
  private int at;
  private int depth;

  FilterParser(String text, FilterableList list) {
    this.text = text;
    this.list = list;
    this.tokens = Tokens.of(text);
  }

  Condition parse() {
    if (tokens.size() == 1) {
      throw new InvalidQueryException(Filter.PARAMETER, text, "the filter is empty; leave it out");
    }
    Condition condition = any();
    Token rest = peek();
    if (rest.kind() != Kind.END) {
      throw syntax(rest, "expected and, or or the end, but found " + rest);
    }
    return condition;
  }

  private Condition any() {
    List<Condition> parts = new ArrayList<>(List.of(all()));
    while (peek().isWord("or")) {
      at++;
      parts.add(all());
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.Any(parts);
  }

  private Condition all() {
    List<Condition> parts = new ArrayList<>(List.of(part()));
    while (peek().isWord("and")) {
      at++;
      parts.add(part());
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
  }

  private Condition part() {
    if (peek().kind() == Kind.OPEN) {
      return inParentheses();
    }
    Token word = next(Kind.WORD, "the name of a property, startswith or (");
    return peek().kind() == Kind.OPEN ? call(word) : comparison(word);
  }

  private Condition inParentheses() {
    Token open = next(Kind.OPEN, "(");
    if (++depth > DEEPEST) {
      throw syntax(open, "parentheses can't be more than " + DEEPEST + " deep");
    }
    Condition inner = any();
    next(Kind.CLOSE, ")");
    depth--;
    return inner;
  }

  private Condition call(Token function) {
    if (!function.isWord(Operator.STARTSWITH.toString())) {
      throw syntax(function, "there is no function " + function + "; use startswith");
    }
    next(Kind.OPEN, "(");
    Property property = property(next(Kind.WORD, "the name of a property"));
    requireAllowed(property, Operator.STARTSWITH);
    next(Kind.COMMA, ",");
    Token prefix = next(Kind.TEXT, PropertyType.TEXT.literal());
    next(Kind.CLOSE, ")");
    return new Condition.Beginning(property, prefix.text());
  }

  private Condition comparison(Token name) {
    Property property = property(name);
    Token word = peek();
    Operator operator =
        comparisonOperator(word)
            .orElseThrow(
                () -> syntax(word, "expected one of eq, ne, gt, ge, lt, le, but found " + word));
    at++;
    requireAllowed(property, operator);
    return new Condition.Comparison(property, operator, literal(property));
  }

  private static Optional<Operator> comparisonOperator(Token word) {
    return Arrays.stream(Operator.values())
        .filter(operator -> operator != Operator.STARTSWITH)
        .filter(operator -> word.isWord(operator.toString()))
        .findFirst();
  }

  private Object literal(Property property) {
    Token token = tokens.get(at);
    @Nullable Object value = Literals.read(property.type(), token);
    if (value == null) {
      throw syntax(
          token, property.path() + " needs " + property.type().literal() + " here, not " + token);
    }
    at++;
    requirePossible(property, value);
    return value;
  }

  /** The service names the property, not the option, where a value is none of an enumeration. */
  private static void requirePossible(Property property, Object value) {
    if (!property.values().isEmpty()
        && !property.values().contains(value.toString().toLowerCase(Locale.ROOT))) {
      throw new InvalidQueryException(
          property.path(), value.toString(), "it must be one of " + property.valueNames());
    }
  }

  private Property property(Token name) {
    @Nullable Property property = list.property(name.text());
    if (property == null) {
      throw invalid(
          name, "this list can't be filtered by " + name + ", only by " + list.propertyNames());
    }
    return property;
  }

  private void requireAllowed(Property property, Operator operator) {
    if (!property.operators().contains(operator)) {
      throw invalid(
          tokens.get(at - 1),
          property.path()
              + " can't be filtered with "
              + operator
              + ", only with "
              + property.operatorNames());
    }
  }

  private Token next(Kind kind, String expected) {
    Token token = peek();
    if (token.kind() != kind) {
      throw syntax(token, "expected " + expected + ", but found " + token);
    }
    at++;
    return token;
  }

  private Token peek() {
    return tokens.get(at);
  }

  private InvalidQueryException syntax(Token token, String reason) {
    return invalid(token, "syntax error: " + reason);
  }

  private InvalidQueryException invalid(Token token, String reason) {
    return new InvalidQueryException(
        Filter.PARAMETER, text, "at position " + token.position() + ": " + reason);
  }
}
