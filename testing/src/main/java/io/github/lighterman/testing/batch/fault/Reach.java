package io.github.lighterman.testing.batch.fault;

import java.util.Set;

/** What a fault can strike. */
enum Reach {
  /** A request for any operation. */
  OPERATIONS("any operation") {
    @Override
    boolean fits(ServiceOperation operation) {
      return true;
    }
  },
  /** A request that changes something. */
  WRITES("operations that change something") {
    @Override
    boolean fits(ServiceOperation operation) {
      return !operation.reads();
    }
  },
  /** A request whose answer has a body. */
  BODIES("operations whose answers have a body") {
    @Override
    boolean fits(ServiceOperation operation) {
      return operation.method().equals("GET") || ANSWERED_POSTS.contains(operation.name());
    }
  },
  /** A list of what the emulator remembers. */
  LISTS("the lists of jobs, tasks, pools and nodes") {
    @Override
    boolean fits(ServiceOperation operation) {
      return REMEMBERED_LISTS.contains(operation.name());
    }
  },
  /** A request about a job or what is in it. */
  JOBS("operations on one job and what is in it") {
    @Override
    boolean fits(ServiceOperation operation) {
      return operation.path().startsWith("/jobs/{jobId}");
    }
  },
  /** A task among those that one request adds. */
  COLLECTIONS("Task_AddCollection") {
    @Override
    boolean fits(ServiceOperation operation) {
      return operation.name().equals("Task_AddCollection");
    }
  },
  /** What the account may have, whatever the request. */
  ACCOUNT("the account"),
  /** A pool, its nodes and what runs on them. */
  POOLS("pools and their nodes");

  private static final Set<String> ANSWERED_POSTS =
      Set.of("Task_AddCollection", "Pool_EvaluateAutoScale", "ComputeNode_UploadBatchServiceLogs");
  private static final Set<String> REMEMBERED_LISTS =
      Set.of("Job_List", "Task_List", "Pool_List", "ComputeNode_List");

  private final String words;

  Reach(String words) {
    this.words = words;
  }

  boolean fits(ServiceOperation operation) {
    return false;
  }

  /** Tells whether it is requests that are struck. */
  boolean takesOperations() {
    return this != ACCOUNT && this != POOLS;
  }

  String words() {
    return words;
  }
}
