package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.odata.Filter;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.SelectableEntity;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.Task;
import io.github.lighterman.testing.batch.state.Views;
import io.github.lighterman.testing.http.HttpReply;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Lists tasks: in the order of their ids, or, if the filter asks for those whose state has changed
 * since a time, in the order of those changes, so that nobody looks at the others.
 */
final class TaskList {
  private final Account account;

  TaskList(Account account) {
    this.account = account;
  }

  HttpReply page(Exchange exchange) {
    Views views = new Views(exchange.base(), Viewing.selection(exchange, SelectableEntity.TASK));
    Optional<Filter> filter = Viewing.filter(exchange, FilterableList.TASKS);
    Predicate<Task> matches = task -> filter.isEmpty() || filter.get().matches(task::filterValue);
    Optional<Instant> since = filter.flatMap(each -> each.earliest("stateTransitionTime"));
    String jobId = exchange.path("jobId");
    Function<Task, ObjectNode> view = views::task;
    Pages.Listing<Task> listing =
        since.isPresent()
            ? new Pages.Listing<>(
                "tasks",
                mark -> since(jobId, mark == null ? since.get() : after(mark)),
                task -> task.stateTransitionTime().toString(),
                matches,
                view)
            : new Pages.Listing<>(
                "tasks",
                mark -> account.tasks().list(jobId, mark).iterator(),
                Task::id,
                matches,
                view);
    return account.engine().call(() -> Pages.of(exchange, listing));
  }

  private Iterator<Task> since(String jobId, Instant time) {
    return account.tasks().listSince(jobId, time).iterator();
  }

  private static Instant after(String mark) {
    return time(mark).plusNanos(1);
  }

  /** Returns the time that a mark stands for. */
  static Instant time(String mark) {
    try {
      return Instant.parse(mark);
    } catch (DateTimeException e) {
      throw Query.invalid("$skiptoken", mark, "It is not a token of this service.");
    }
  }
}
