package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.batch.odata.Expansion;
import io.github.lighterman.testing.batch.odata.Filter;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import io.github.lighterman.testing.batch.odata.SelectableEntity;
import io.github.lighterman.testing.batch.odata.Selection;
import io.github.lighterman.testing.batch.state.BatchException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a request says about which things it wants to see, and what of them. */
final class Viewing {
  private Viewing() {}

  /** Returns the properties that are wanted. */
  static Predicate<String> selection(Exchange exchange, SelectableEntity entity) {
    if (exchange.query().get("$expand").map(Expansion::parse).map(Set::isEmpty).isPresent()) {
      throw BatchException.notEmulated("The option $expand=stats");
    }
    Optional<Selection> selection =
        exchange.query().get("$select").map(text -> Selection.parse(text, entity));
    return property -> selection.isEmpty() || selection.get().includes(property);
  }

  static Optional<Filter> filter(Exchange exchange, FilterableList list) {
    return exchange.query().get("$filter").map(text -> Filter.parse(text, list));
  }

  static Predicate<FilteredEntity> matching(Exchange exchange, FilterableList list) {
    Optional<Filter> filter = filter(exchange, list);
    return entity -> filter.isEmpty() || filter.get().matches(entity);
  }
}
