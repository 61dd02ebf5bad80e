package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import io.github.lighterman.testing.batch.odata.SelectableEntity;
import io.github.lighterman.testing.batch.rest.Conditions.Taken;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Job;
import io.github.lighterman.testing.batch.state.Precondition;
import io.github.lighterman.testing.batch.state.Views;
import io.github.lighterman.testing.http.HttpReply;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The operations on jobs. */
final class JobRoutes {
  private static final String JOB = "/jobs/{jobId}";

  private final Account account;

  JobRoutes(Account account) {
    this.account = account;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("Job_Add", "POST", "/jobs", this::add).with("JobAddParameter"),
        Operation.of("Job_List", "GET", "/jobs", this::list).list("$select", "$expand"),
        Operation.of("Job_Delete", "DELETE", JOB, this::delete).taking("force").when(Taken.ALL),
        Operation.of("Job_Get", "GET", JOB, this::get).taking("$select", "$expand").when(Taken.ALL),
        Operation.of("Job_Patch", "PATCH", JOB, this::patch)
            .when(Taken.ALL)
            .with("JobPatchParameter"),
        Operation.of("Job_Update", "PUT", JOB, this::update)
            .when(Taken.ALL)
            .with("JobUpdateParameter"),
        Operation.of("Job_Disable", "POST", JOB + "/disable", this::disable)
            .when(Taken.ALL)
            .with("JobDisableParameter"),
        Operation.of("Job_Enable", "POST", JOB + "/enable", this::enable).when(Taken.ALL),
        Operation.of("Job_Terminate", "POST", JOB + "/terminate", this::terminate)
            .taking("force")
            .when(Taken.ALL)
            .with("JobTerminateParameter"),
        Operation.of(
                "Job_ListPreparationAndReleaseTaskStatus",
                "GET",
                JOB + "/jobpreparationandreleasetaskstatus",
                this::preparations)
            .list("$select"),
        Operation.of("Job_GetTaskCounts", "GET", JOB + "/taskcounts", this::counts));
  }

  private HttpReply add(Exchange exchange) {
    ObjectNode spec = JobSpecs.complete(exchange.body());
    return account
        .engine()
        .call(
            () -> {
              Job job = account.jobs().add(spec);
              // Whatever its id: the service names each job so when it is made.
              return Replies.created(exchange.base() + "/jobs/job-1", job.lastModified());
            });
  }

  private HttpReply list(Exchange exchange) {
    Predicate<String> selected = Viewing.selection(exchange, SelectableEntity.JOB);
    Predicate<FilteredEntity> matching = Viewing.matching(exchange, FilterableList.JOBS);
    Views all = new Views(exchange.base(), property -> true);
    Views views = new Views(exchange.base(), selected);
    return account
        .engine()
        .call(
            () ->
                Pages.of(
                    exchange,
                    new Pages.Listing<Job>(
                        "jobs",
                        mark -> account.jobs().list(mark).iterator(),
                        Job::id,
                        job -> matching.test(new JsonEntity(all.job(job))),
                        views::job)));
  }

  private HttpReply get(Exchange exchange) {
    Views views = new Views(exchange.base(), Viewing.selection(exchange, SelectableEntity.JOB));
    Conditions conditions = exchange.conditions();
    return account
        .engine()
        .call(
            () -> {
              Job job = account.jobs().get(exchange.path("jobId"));
              if (conditions.isNotModified(job.lastModified())) {
                return Replies.notModified(job.lastModified());
              }
              ObjectNode shown = ObjectNodes.create();
              shown.put("odata.metadata", exchange.base() + "/$metadata#jobs/@Element");
              shown.setAll(Secrets.hide(views.job(job)));
              return Replies.entity(shown, job.lastModified());
            });
  }

  private HttpReply delete(Exchange exchange) {
    boolean unused = exchange.query().flag("force");
    Precondition condition = exchange.conditions().forChange();
    account.engine().run(() -> account.jobs().delete(exchange.path("jobId"), condition));
    return Replies.empty(202);
  }

  private HttpReply patch(Exchange exchange) {
    ObjectNode properties = exchange.body();
    JobSpecs.checkChangeable(properties);
    refuseNetwork(properties);
    Precondition condition = exchange.conditions().forChange();
    return changed(
        exchange, 200, id -> account.jobs().update(id, properties, List.of(), condition));
  }

  private HttpReply update(Exchange exchange) {
    ObjectNode properties = exchange.body();
    JobSpecs.checkChangeable(properties);
    JobSpecs.completeSettings(properties);
    Precondition condition = exchange.conditions().forChange();
    return changed(
        exchange, 200, id -> account.jobs().update(id, properties, List.of("metadata"), condition));
  }

  private HttpReply disable(Exchange exchange) {
    String option = exchange.body().path("disableTasks").asText();
    Precondition condition = exchange.conditions().forChange();
    return changed(exchange, 202, id -> account.jobs().disable(id, option, condition));
  }

  private HttpReply enable(Exchange exchange) {
    exchange.requireNoBody();
    Precondition condition = exchange.conditions().forChange();
    return changed(exchange, 202, id -> account.jobs().enable(id, condition));
  }

  private HttpReply terminate(Exchange exchange) {
    boolean unused = exchange.query().flag("force");
    String reason = exchange.bodyIfAny().path("terminateReason").asText("UserTerminate");
    Precondition condition = exchange.conditions().forChange();
    return changed(exchange, 202, id -> account.jobs().terminate(id, reason, condition));
  }

  private HttpReply preparations(Exchange exchange) {
    FilterableList list = FilterableList.JOB_PREPARATION_AND_RELEASE_STATUS;
    Predicate<FilteredEntity> matching = Viewing.matching(exchange, list);
    Predicate<String> selected =
        Viewing.selection(exchange, SelectableEntity.JOB_PREPARATION_AND_RELEASE_STATUS);
    return account
        .engine()
        .call(
            () -> {
              Job job = account.jobs().get(exchange.path("jobId"));
              if (!job.hasPreparation()) {
                throw BatchException.of(ErrorCode.JobPreparationTaskNotSpecified);
              }
              List<ObjectNode> all = new Views(exchange.base(), property -> true).preparations(job);
              List<ObjectNode> shown = new Views(exchange.base(), selected).preparations(job);
              return Pages.of(
                  exchange,
                  new Pages.Listing<Integer>(
                      "jobpreparationandreleasetaskstatuslist",
                      mark -> IntStream.range(start(mark), all.size()).iterator(),
                      index -> Integer.toString(index + 1),
                      index -> matching.test(new JsonEntity(all.get(index))),
                      shown::get));
            });
  }

  private HttpReply counts(Exchange exchange) {
    ObjectNode shown = ObjectNodes.create();
    shown.put(
        "odata.metadata",
        exchange.base() + "/$metadata#Microsoft.Azure.Batch.Protocol.Entities.TaskCountsResult");
    shown.setAll(
        account.engine().call(() -> Views.counts(account.jobs().get(exchange.path("jobId")))));
    return Replies.json(200, shown);
  }

  private HttpReply changed(Exchange exchange, int status, Function<String, Job> change) {
    return account
        .engine()
        .call(
            () ->
                Replies.changed(
                    status, exchange.url(), change.apply(exchange.path("jobId")).lastModified()));
  }

  static int start(@Nullable String mark) {
    if (mark == null) {
      return 0;
    }
    if (!mark.matches("\\d{1,9}")) {
      throw Query.invalid("$skiptoken", mark, "It is not a token of this service.");
    }
    return Integer.parseInt(mark);
  }

  private static void refuseNetwork(ObjectNode properties) {
    if (properties.has("networkConfiguration")) {
      throw BatchException.notEmulated("A job with networkConfiguration");
    }
  }
}
