package io.github.lighterman.testing.batch.odata;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;

/**
 * The value of a {@code $select} option: names of an entity's own properties, with commas between
 * them and blanks anywhere around. A nested property can't be selected, only the whole that holds
 * it.
 *
 * <p>Immutable, and so safe for use by several threads.
 */
public final class Selection {
  private static final String PARAMETER = "$select";

  private final Set<String> properties;

  private Selection(Set<String> properties) {
    this.properties = properties;
  }

  /**
   * Returns the selection with this text. A name may be repeated.
   *
   * @param text as the query has it, decoded
   * @param entity what is selected from
   * @throws InvalidQueryException if a name is missing, is written in another case or is none of
   *     the entity's properties
   */
  public static Selection parse(String text, SelectableEntity entity) {
    requireNonNull(entity, "entity");
    return new Selection(Names.parse(PARAMETER, requireNonNull(text, "text"), entity.properties()));
  }

  /** Tells whether {@code property} is selected. */
  public boolean includes(String property) {
    return properties.contains(property);
  }

  /** Returns the selected names in the order in which they're asked for. */
  public Set<String> properties() {
    return Collections.unmodifiableSet(properties);
  }
}
