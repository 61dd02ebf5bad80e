package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.odata.SelectableEntity;
import io.github.lighterman.testing.batch.rest.Conditions.Taken;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Job;
import io.github.lighterman.testing.batch.state.Precondition;
import io.github.lighterman.testing.batch.state.Task;
import io.github.lighterman.testing.batch.state.Ticks;
import io.github.lighterman.testing.batch.state.Views;
import io.github.lighterman.testing.http.HttpReply;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The operations on tasks. */
final class TaskRoutes {
  private static final String TASKS = "/jobs/{jobId}/tasks";
  private static final String TASK = TASKS + "/{taskId}";

  private final Account account;

  TaskRoutes(Account account) {
    this.account = account;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("Task_Add", "POST", TASKS, this::add).with("TaskAddParameter"),
        Operation.of("Task_List", "GET", TASKS, new TaskList(account)::page)
            .list("$select", "$expand"),
        Operation.of("Task_AddCollection", "POST", "/jobs/{jobId}/addtaskcollection", this::addAll)
            .with("TaskAddCollectionParameter"),
        Operation.of("Task_Delete", "DELETE", TASK, this::delete).when(Taken.ALL),
        Operation.of("Task_Get", "GET", TASK, this::get)
            .taking("$select", "$expand")
            .when(Taken.ALL),
        Operation.of("Task_Update", "PUT", TASK, this::update)
            .when(Taken.ALL)
            .with("TaskUpdateParameter"),
        Operation.of("Task_Terminate", "POST", TASK + "/terminate", this::terminate)
            .when(Taken.ALL),
        Operation.of("Task_Reactivate", "POST", TASK + "/reactivate", this::reactivate)
            .when(Taken.ALL));
  }

  private HttpReply add(Exchange exchange) {
    ObjectNode spec = exchange.body();
    return account
        .engine()
        .call(
            () -> {
              Job job = account.tasks().open(exchange.path("jobId"));
              Task task = account.tasks().add(job, complete(job, spec));
              return Replies.created(url(exchange, job, task.id()), task.lastModified());
            });
  }

  private HttpReply addAll(Exchange exchange) {
    ArrayNode tasks = (ArrayNode) exchange.body().path("value");
    ObjectNode shown = ObjectNodes.create();
    shown.put("odata.metadata", exchange.base() + "/$metadata#taskaddresult");
    ArrayNode results = shown.putArray("value");
    account
        .engine()
        .run(
            () -> {
              Job job = account.tasks().open(exchange.path("jobId"));
              for (JsonNode spec : tasks) {
                results.add(result(exchange, job, (ObjectNode) spec));
              }
            });
    return Replies.json(200, shown);
  }

  private ObjectNode result(Exchange exchange, Job job, ObjectNode spec) {
    ObjectNode result = ObjectNodes.create();
    String id = spec.path("id").asText();
    try {
      if (account.faults().strike(Fault.TASK_NOT_ADDED, exchange.operation()).isPresent()) {
        throw BatchException.of(ErrorCode.ServerBusy);
      }
      Task task = account.tasks().add(job, complete(job, spec));
      result.put("status", "Success");
      result.put("taskId", id);
      result.put("eTag", Ticks.etag(task.lastModified()));
      result.put("lastModified", Ticks.text(task.lastModified()));
      result.put("location", url(exchange, job, id));
    } catch (BatchException e) {
      // Clients try again, without end, what they take for the server's own error.
      boolean passing = e.code().status() >= 500 && e.code() != ErrorCode.NotImplemented;
      result.put("status", passing ? "ServerError" : "ClientError");
      result.put("taskId", id);
      result.set(
          "error", Replies.error(e, "", UUID.randomUUID().toString(), account.engine().now()));
    }
    return result;
  }

  private HttpReply get(Exchange exchange) {
    Views views = new Views(exchange.base(), Viewing.selection(exchange, SelectableEntity.TASK));
    Conditions conditions = exchange.conditions();
    return account
        .engine()
        .call(
            () -> {
              Task task = account.tasks().get(exchange.path("jobId"), exchange.path("taskId"));
              if (conditions.isNotModified(task.lastModified())) {
                return Replies.notModified(task.lastModified());
              }
              ObjectNode shown = ObjectNodes.create();
              shown.put("odata.metadata", exchange.base() + "/$metadata#tasks/@Element");
              shown.setAll(Secrets.hide(views.task(task)));
              return Replies.entity(shown, task.lastModified());
            });
  }

  private HttpReply update(Exchange exchange) {
    JsonNode given = exchange.body().path("constraints");
    Precondition condition = exchange.conditions().forChange();
    return changed(
        exchange,
        200,
        jobId -> {
          int retries = account.jobs().get(jobId).taskRetries();
          return account
              .tasks()
              .update(
                  jobId, exchange.path("taskId"), TaskSpecs.constraints(given, retries), condition);
        });
  }

  private HttpReply terminate(Exchange exchange) {
    exchange.requireNoBody();
    Precondition condition = exchange.conditions().forChange();
    return changed(
        exchange,
        204,
        jobId -> account.tasks().terminate(jobId, exchange.path("taskId"), condition));
  }

  private HttpReply reactivate(Exchange exchange) {
    exchange.requireNoBody();
    Precondition condition = exchange.conditions().forChange();
    return changed(
        exchange,
        204,
        jobId -> account.tasks().reactivate(jobId, exchange.path("taskId"), condition));
  }

  private HttpReply delete(Exchange exchange) {
    Precondition condition = exchange.conditions().forChange();
    account
        .engine()
        .run(
            () ->
                account.tasks().delete(exchange.path("jobId"), exchange.path("taskId"), condition));
    return Replies.empty(200);
  }

  private HttpReply changed(Exchange exchange, int status, Function<String, Task> change) {
    return account
        .engine()
        .call(
            () ->
                Replies.changed(
                    status, exchange.url(), change.apply(exchange.path("jobId")).lastModified()));
  }

  private static ObjectNode complete(Job job, ObjectNode spec) {
    return TaskSpecs.complete(spec, job.taskRetries(), job.exitOptionsCount());
  }

  private static String url(Exchange exchange, Job job, String taskId) {
    return exchange.base() + "/jobs/" + job.id() + "/tasks/" + taskId;
  }
}
