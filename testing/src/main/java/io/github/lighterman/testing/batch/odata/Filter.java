package io.github.lighterman.testing.batch.odata;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The value of a {@code $filter} option: comparisons with {@code eq ne gt ge lt le} and {@code
 * startswith(property, 'text')}, joined by {@code and}, {@code or} and parentheses.
 *
 * <ul>
 *   <li>A comparison has the property on the left and a literal on the right: {@code 'text'} with
 *       inner quotes doubled, a whole number, {@code true} or {@code false}, or {@code
 *       DateTime'2011-05-08T08:49:37Z'}; the latter also takes an RFC 1123 date.
 *   <li>Names of properties and operators are case-sensitive; texts are compared without regard to
 *       case.
 *   <li>{@code and} binds more closely than {@code or}.
 *   <li>A property that an entity doesn't have is {@code ne} to everything; no other condition
 *       holds for it.
 * </ul>
 *
 * <p>Immutable, and so safe for use by several threads.
 */
public final class Filter {
  static final String PARAMETER = "$filter";

  private final String text;
  private final Condition condition;

  private Filter(String text, Condition condition) {
    this.text = text;
    this.condition = condition;
  }

  /**
   * Returns the filter with this text.
   *
   * @param text as the query has it, decoded
   * @param list what is to be filtered
   * @throws InvalidQueryException if the text has a mistake, names a property or uses an operator
   *     that the list can't be filtered by, has a literal of another type than the property, or
   *     parentheses more than 100 deep
   */
  public static Filter parse(String text, FilterableList list) {
    requireNonNull(list, "list");
    return new Filter(text, new FilterParser(requireNonNull(text, "text"), list).parse());
  }

  /**
   * Tells whether the filter holds for {@code entity}.
   *
   * @throws IllegalArgumentException if the entity returns a value whose type is not the property's
   */
  public boolean matches(FilteredEntity entity) {
    return condition.holds(entity);
  }

  /**
   * Returns a time, if the filter implies one, such that no entity matches whose {@code property}
   * is earlier, or absent. With it a list that is kept in the order of that property needs to look
   * at its end only. The entities after it still have to be asked for: {@link #matches} decides.
   *
   * @param property a time, such as {@code stateTransitionTime}
   */
  public Optional<Instant> earliest(String property) {
    return condition.earliest(requireNonNull(property, "property"));
  }

  /** Returns the text that the filter was read from. */
  @Override
  public String toString() {
    return text;
  }
}
