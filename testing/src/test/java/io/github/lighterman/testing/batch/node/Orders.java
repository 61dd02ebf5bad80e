package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.ContainerRegistry;
import io.github.lighterman.testing.batch.execution.ContainerSettings;
import io.github.lighterman.testing.batch.execution.NodeKey;
import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.ResourceFile;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.UserIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes orders as the emulator would. */
final class Orders {
  static final String JOB = "workitems/job/job-1/";

  private final String commandLine;
  private final Map<String, String> environment = new HashMap<>();
  private final List<ResourceFile> resources = new ArrayList<>();
  private final List<OutputFile> outputs = new ArrayList<>();
  private final List<ContainerRegistry> registries = new ArrayList<>();
  private TaskOrder.Kind kind = TaskOrder.Kind.TASK;
  private TaskOrder.NodePriority priority = TaskOrder.NodePriority.DEDICATED;
  private String id = "task";
  private Optional<String> preparation = Optional.empty();
  private Optional<ContainerSettings> container = Optional.empty();
  private UserIdentity.Elevation elevation = UserIdentity.Elevation.NON_ADMIN;

  private Orders(String commandLine) {
    this.commandLine = commandLine;
  }

  static Orders of(String commandLine) {
    return new Orders(commandLine);
  }

  /** Returns an order for a shell script, which must hold no single quote. */
  static Orders shell(String script) {
    return of("/bin/sh -c '" + script + "'");
  }

  Orders kind(TaskOrder.Kind kind, String id) {
    this.kind = kind;
    this.id = id;
    return this;
  }

  Orders id(String id) {
    this.id = id;
    return this;
  }

  Orders spot() {
    this.priority = TaskOrder.NodePriority.SPOT;
    return this;
  }

  Orders admin() {
    this.elevation = UserIdentity.Elevation.ADMIN;
    return this;
  }

  Orders preparedBy(String id) {
    this.preparation = Optional.of(JOB + id);
    return this;
  }

  Orders environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Orders resource(String url, String path) {
    return resource(
        new ResourceFile(
            ResourceFile.Source.HTTP,
            url,
            Optional.empty(),
            Optional.of(path),
            Optional.empty(),
            Optional.empty()));
  }

  Orders resource(ResourceFile file) {
    resources.add(file);
    return this;
  }

  Orders output(String pattern, String url, String path, OutputFile.Condition condition) {
    return output(
        new OutputFile(
            pattern,
            url,
            Optional.of(path).filter(text -> !text.isEmpty()),
            condition,
            List.of(),
            Optional.empty()));
  }

  Orders output(OutputFile file) {
    outputs.add(file);
    return this;
  }

  Orders container(ContainerSettings settings) {
    this.container = Optional.of(settings);
    return this;
  }

  Orders poolRegistry(ContainerRegistry registry) {
    registries.add(registry);
    return this;
  }

  TaskOrder build(NodeKey node) {
    boolean start = kind == TaskOrder.Kind.START;
    return new TaskOrder(
        new TaskOrder.Place(
            kind,
            node,
            priority,
            start ? Optional.empty() : Optional.of("job"),
            start ? Optional.empty() : Optional.of(id),
            start ? "startup" : JOB + id,
            preparation),
        new TaskOrder.Work(
            commandLine,
            environment,
            resources,
            outputs,
            container,
            registries,
            new UserIdentity(Optional.empty(), UserIdentity.Scope.POOL, elevation)));
  }
}
