package io.github.lighterman.testing.batch.odata;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of a filter that holds for an entity or doesn't. */
sealed interface Condition {
  boolean holds(FilteredEntity entity);

  /** Returns a time before which the property never lies where this holds, if there is one. */
  Optional<Instant> earliest(String path);

  /** All parts hold. */
  record All(List<Condition> parts) implements Condition {
    @Override
    public boolean holds(FilteredEntity entity) {
      for (Condition part : parts) {
        if (!part.holds(entity)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Optional<Instant> earliest(String path) {
      return parts.stream().flatMap(part -> part.earliest(path).stream()).max(Instant::compareTo);
    }
  }

  /** At least one part holds. */
  record Any(List<Condition> parts) implements Condition {
    @Override
    public boolean holds(FilteredEntity entity) {
      for (Condition part : parts) {
        if (part.holds(entity)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Optional<Instant> earliest(String path) {
      List<Optional<Instant>> bounds = parts.stream().map(part -> part.earliest(path)).toList();
      return bounds.stream().allMatch(Optional::isPresent)
          ? bounds.stream().flatMap(Optional::stream).min(Instant::compareTo)
          : Optional.empty();
    }
  }

  /** A property stands in a relation to a literal. */
  record Comparison(Property property, Operator operator, Object literal) implements Condition {
    /** A property that isn't there differs from every literal, and has no order. */
    @Override
    public boolean holds(FilteredEntity entity) {
      @Nullable Object value = entity.value(property.path());
      if (value == null) {
        return operator == Operator.NE;
      }
      try {
        return operator.holds(property.type().compare(value, literal));
      } catch (ClassCastException e) {
        throw wrongType(property, value, e);
      }
    }

    @Override
    public Optional<Instant> earliest(String path) {
      boolean bounds =
          switch (operator) {
            case EQ, GT, GE -> property.path().equals(path);
            case NE, LT, LE, STARTSWITH -> false;
          };
      return bounds && literal instanceof Instant time ? Optional.of(time) : Optional.empty();
    }
  }

  /** A text begins with another, whatever their case. */
  record Beginning(Property property, String prefix) implements Condition {
    @Override
    public boolean holds(FilteredEntity entity) {
      @Nullable Object value = entity.value(property.path());
      if (value == null) {
        return false;
      }
      if (!(value instanceof String text)) {
        throw wrongType(property, value, null);
      }
      return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    @Override
    public Optional<Instant> earliest(String path) {
      return Optional.empty();
    }
  }

  private static IllegalArgumentException wrongType(
      Property property, Object value, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "property "
            + property.path()
            + " must have a value of type "
            + property.type().name().toLowerCase(Locale.ROOT)
            + ", not "
            + Objects.requireNonNull(value).getClass().getName(),
        cause);
  }
}
