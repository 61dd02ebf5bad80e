package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.lighterman.testing.batch.execution.ContainerRegistry;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.NodeOrder.Disk;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOrder.Kind;
import io.github.lighterman.testing.batch.execution.TaskOrder.NodePriority;
import io.github.lighterman.testing.batch.execution.TaskOrder.Place;
import io.github.lighterman.testing.batch.execution.TaskOrder.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down for those who run tasks what is to be run. */
final class Orders {
  private final Account account;

  Orders(Account account) {
    this.account = account;
  }

  NodeOrder boot(Node node, Disk disk) {
    JsonNode containers = node.pool.containerConfiguration();
    List<String> images = new ArrayList<>();
    containers.path("containerImageNames").forEach(image -> images.add(image.asText()));
    return new NodeOrder(node.key(), disk, images, registries(node.pool));
  }

  TaskOrder start(Node node, JsonNode startTask) {
    Place place =
        new Place(
            Kind.START,
            node.key(),
            priority(node),
            Optional.empty(),
            Optional.empty(),
            "startup",
            Optional.empty());
    return new TaskOrder(place, work(startTask, MissingNode.getInstance(), node.pool));
  }

  TaskOrder task(Task task, Node node) {
    return order(Kind.TASK, task.job, node, task.id, task.directory(), task.spec);
  }

  TaskOrder preparation(Job job, Node node) {
    JsonNode spec = job.spec.path("jobPreparationTask");
    return order(
        Kind.JOB_PREPARATION,
        job,
        node,
        job.preparationId().orElseThrow(),
        preparationDirectory(job),
        spec);
  }

  TaskOrder release(Job job, Node node) {
    JsonNode spec = job.spec.path("jobReleaseTask");
    return order(
        Kind.JOB_RELEASE, job, node, job.releaseId().orElseThrow(), releaseDirectory(job), spec);
  }

  static String preparationDirectory(Job job) {
    return job.directory() + "/" + job.preparationId().orElse("jobpreparation");
  }

  static String releaseDirectory(Job job) {
    return job.directory() + "/" + job.releaseId().orElse("jobrelease");
  }

  private TaskOrder order(
      Kind kind, Job job, Node node, String id, String directory, JsonNode spec) {
    Place place =
        new Place(
            kind,
            node.key(),
            priority(node),
            Optional.of(job.id),
            Optional.of(id),
            directory,
            job.preparationId().map(any -> preparationDirectory(job)));
    return new TaskOrder(place, work(spec, job.spec.path("commonEnvironmentSettings"), node.pool));
  }

  private Work work(JsonNode spec, JsonNode commonEnvironment, Pool pool) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AZ_BATCH_ACCOUNT_NAME", account.settings.accountName());
    environment.put("AZ_BATCH_ACCOUNT_URL", account.url());
    for (JsonNode settings : List.of(commonEnvironment, spec.path("environmentSettings"))) {
      settings.forEach(
          setting ->
              environment.put(setting.path("name").asText(), setting.path("value").asText("")));
    }
    return new Work(
        spec.path("commandLine").asText(),
        environment,
        OrderParts.resourceFiles(spec.path("resourceFiles")),
        OrderParts.outputFiles(spec.path("outputFiles")),
        OrderParts.container(spec.path("containerSettings")),
        registries(pool),
        OrderParts.user(spec.path("userIdentity")));
  }

  private static List<ContainerRegistry> registries(Pool pool) {
    List<ContainerRegistry> registries = new ArrayList<>();
    pool.containerConfiguration()
        .path("containerRegistries")
        .forEach(registry -> registries.add(OrderParts.registry(registry)));
    return registries;
  }

  private static NodePriority priority(Node node) {
    return node.kind == Node.Kind.DEDICATED ? NodePriority.DEDICATED : NodePriority.SPOT;
  }
}
