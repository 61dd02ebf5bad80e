package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.odata.Filter;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import io.github.lighterman.testing.batch.odata.SelectableEntity;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.Past;
import io.github.lighterman.testing.http.HttpReply;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists of what there was. Their pages go on where pages of what there is would, and vice versa.
 */
final class StaleLists {
  private final Account account;

  /** A list: its name in the past, the service's word for it, and what can be asked of it. */
  private record Kind(
      String name, String metadata, FilterableList filterable, SelectableEntity selectable) {}

  StaleLists(Account account) {
    this.account = account;
  }

  HttpReply page(String operation, Exchange exchange, Instant time) {
    return account.engine().call(() -> page(kind(operation, exchange), exchange, time));
  }

  private HttpReply page(Kind kind, Exchange exchange, Instant time) {
    Predicate<String> selected = Viewing.selection(exchange, kind.selectable);
    Optional<Filter> filter = Viewing.filter(exchange, kind.filterable);
    boolean byStateTime =
        kind.filterable == FilterableList.TASKS
            && filter.flatMap(each -> each.earliest("stateTransitionTime")).isPresent();
    Function<ObjectNode, String> mark =
        byStateTime ? item -> stateTime(item).toString() : item -> item.path("id").asText();
    Comparator<String> order =
        byStateTime ? Comparator.comparing(TaskList::time) : String.CASE_INSENSITIVE_ORDER;
    List<ObjectNode> items =
        account.past().map(past -> past.list(kind.name, time)).orElse(List.of()).stream()
            .sorted(Comparator.comparing(mark, order))
            .toList();
    return Pages.of(
        exchange,
        new Pages.Listing<ObjectNode>(
            kind.metadata,
            after -> from(items, after, mark, order),
            mark,
            item -> filter.isEmpty() || filter.get().matches(entity(item)),
            item -> select(item, selected)));
  }

  /** Whose list it is must be there now, as for any other request. */
  private Kind kind(String operation, Exchange exchange) {
    return switch (operation) {
      case "Job_List" -> new Kind("jobs", "jobs", FilterableList.JOBS, SelectableEntity.JOB);
      case "Pool_List" -> new Kind("pools", "pools", FilterableList.POOLS, SelectableEntity.POOL);
      case "Task_List" ->
          new Kind(
              Past.tasksOf(account.jobs().get(exchange.path("jobId")).id()),
              "tasks",
              FilterableList.TASKS,
              SelectableEntity.TASK);
      case "ComputeNode_List" ->
          new Kind(
              Past.nodesOf(account.pools().get(exchange.path("poolId")).id()),
              "nodes",
              FilterableList.NODES,
              SelectableEntity.NODE);
      default -> throw new IllegalStateException(operation + " isn't remembered");
    };
  }

  private static Iterator<ObjectNode> from(
      List<ObjectNode> items,
      @Nullable String after,
      Function<ObjectNode, String> mark,
      Comparator<String> order) {
    return items.stream()
        .filter(item -> after == null || order.compare(mark.apply(item), after) > 0)
        .iterator();
  }

  /** The filter's name of one property of tasks is another than that of the task itself. */
  private static FilteredEntity entity(ObjectNode item) {
    JsonEntity json = new JsonEntity(item);
    return path -> json.value(path.equals("lastModifiedTime") ? "lastModified" : path);
  }

  private static ObjectNode select(ObjectNode item, Predicate<String> selected) {
    ObjectNode shown = ObjectNodes.create();
    item.properties()
        .forEach(
            property -> {
              if (selected.test(property.getKey())) {
                shown.set(property.getKey(), property.getValue());
              }
            });
    return shown;
  }

  private static Instant stateTime(ObjectNode item) {
    return Instant.parse(item.path("stateTransitionTime").asText());
  }
}
