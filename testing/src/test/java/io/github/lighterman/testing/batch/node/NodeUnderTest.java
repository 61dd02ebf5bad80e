package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.NodeEvents;
import io.github.lighterman.testing.batch.execution.NodeKey;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A node that has booted, and what it says of its tasks. */
record NodeUnderTest(ProcessExecution execution, NodeKey key) {
  static final NodeKey KEY = new NodeKey("pool", "tvmps_1_d");

  /** A task that was started. */
  record Started(
      RunningTask task, CompletableFuture<TaskOutcome> outcome, List<ContainerInfo> containers) {
    TaskOutcome await() throws Exception {
      return outcome.get(60, TimeUnit.SECONDS);
    }
  }

  static NodeUnderTest boot(ProcessExecution execution) throws Exception {
    NodeUnderTest node = new NodeUnderTest(execution, KEY);
    Optional<TaskFailure> failure =
        node.boot(new NodeOrder(KEY, NodeOrder.Disk.BLANK, List.of(), List.of()));
    if (failure.isPresent()) {
      throw new AssertionError(failure.get());
    }
    return node;
  }

  /** Boots the node and returns why it can't be used, if it can't. */
  Optional<TaskFailure> boot(NodeOrder order) throws Exception {
    CompletableFuture<Optional<TaskFailure>> ready = new CompletableFuture<>();
    execution.bootNode(
        order,
        new NodeEvents() {
          @Override
          public void ready() {
            ready.complete(Optional.empty());
          }

          @Override
          public void failed(TaskFailure failure) {
            ready.complete(Optional.of(failure));
          }
        });
    return ready.get(60, TimeUnit.SECONDS);
  }

  TaskOutcome run(Orders order) throws Exception {
    return start(order).await();
  }

  Started start(Orders order) {
    CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
    List<ContainerInfo> containers = new CopyOnWriteArrayList<>();
    RunningTask task =
        execution.start(
            order.build(key),
            new TaskEvents() {
              @Override
              public void container(ContainerInfo info) {
                containers.add(info);
              }

              @Override
              public void ended(TaskOutcome end) {
                if (!outcome.complete(end)) {
                  outcome.obtrudeException(new AssertionError("ended twice"));
                }
              }
            });
    return new Started(task, outcome, containers);
  }

  String read(String path) throws IOException {
    try (InputStream in = execution.files().open(key, path, 0)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  boolean exists(String path) throws IOException {
    return execution.files().find(key, path).isPresent();
  }

  /** Waits until a file that a task writes holds a text. */
  void untilSays(String path, String text) throws IOException {
    while (!exists(path) || !read(path).contains(text)) {
      Thread.onSpinWait();
    }
  }
}
