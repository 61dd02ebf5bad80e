package io.github.lighterman.testing.batch.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.execution.NodeFile;
import io.github.lighterman.testing.batch.execution.NodeFiles.Depth;
import io.github.lighterman.testing.batch.execution.NodeKey;
import io.github.lighterman.testing.batch.odata.FilterableList;
import io.github.lighterman.testing.batch.odata.FilteredEntity;
import io.github.lighterman.testing.batch.rest.Conditions.Taken;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import io.github.lighterman.testing.batch.state.Node;
import io.github.lighterman.testing.batch.state.NodeState;
import io.github.lighterman.testing.batch.state.Ticks;
import io.github.lighterman.testing.http.HttpReply;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The operations on files of tasks and of nodes. Files are read without the lock. */
final class FileRoutes {
  private static final String OF_TASK = "/jobs/{jobId}/tasks/{taskId}/files";
  private static final String OF_NODE = "/pools/{poolId}/nodes/{nodeId}/files";

  private final Account account;

  FileRoutes(Account account) {
    this.account = account;
  }

  /** A directory on a node whose files a request is about. */
  private record Root(NodeKey node, String directory, String url) {
    String path(String name) {
      return directory.isEmpty() ? name : directory + "/" + name;
    }

    String name(String path) {
      return directory.isEmpty() ? path : path.substring(directory.length() + 1);
    }
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("File_ListFromTask", "GET", OF_TASK, list(this::task, true)).list("recursive"),
        Operation.of("File_ListFromComputeNode", "GET", OF_NODE, list(this::node, false))
            .list("recursive"),
        Operation.of("File_GetFromTask", "GET", OF_TASK + "/{filePath*}", get(this::task))
            .when(Taken.DATES),
        Operation.of("File_GetFromComputeNode", "GET", OF_NODE + "/{filePath*}", get(this::node))
            .when(Taken.DATES),
        Operation.of(
                "File_GetPropertiesFromTask", "HEAD", OF_TASK + "/{filePath*}", head(this::task))
            .when(Taken.DATES),
        Operation.of(
                "File_GetPropertiesFromComputeNode",
                "HEAD",
                OF_NODE + "/{filePath*}",
                head(this::node))
            .when(Taken.DATES),
        Operation.of("File_DeleteFromTask", "DELETE", OF_TASK + "/{filePath*}", delete(this::task))
            .taking("recursive"),
        Operation.of(
                "File_DeleteFromComputeNode",
                "DELETE",
                OF_NODE + "/{filePath*}",
                delete(this::node))
            .taking("recursive"));
  }

  private Root task(Exchange exchange) {
    String jobId = exchange.path("jobId");
    String taskId = exchange.path("taskId");
    return account
        .engine()
        .call(
            () -> {
              Node node = account.tasks().nodeWithFiles(jobId, taskId);
              return new Root(
                  node.key(),
                  account.tasks().get(jobId, taskId).directory(),
                  exchange.base() + "/jobs/" + jobId + "/tasks/" + taskId + "/files/");
            });
  }

  private Root node(Exchange exchange) {
    return account
        .engine()
        .call(
            () -> {
              Node node = account.nodes().get(exchange.path("poolId"), exchange.path("nodeId"));
              if (node.state() == NodeState.UNUSABLE || node.state() == NodeState.PREEMPTED) {
                throw BatchException.of(ErrorCode.NodeStateUnusable);
              }
              return new Root(
                  node.key(),
                  "",
                  exchange.base()
                      + "/pools/"
                      + exchange.path("poolId")
                      + "/nodes/"
                      + node.id()
                      + "/files/");
            });
  }

  private Operation.Handler list(Function<Exchange, Root> roots, boolean ofTask) {
    FilterableList filterable = ofTask ? FilterableList.TASK_FILES : FilterableList.NODE_FILES;
    return exchange -> {
      Predicate<FilteredEntity> matching = Viewing.matching(exchange, filterable);
      Depth depth = exchange.query().flag("recursive") ? Depth.DESCENDANTS : Depth.CHILDREN;
      Root root = roots.apply(exchange);
      List<NodeFile> files =
          account.files().list(root.node, root.directory, depth).stream()
              .sorted(Comparator.comparing(NodeFile::path))
              .toList();
      return Pages.of(
          exchange,
          new Pages.Listing<NodeFile>(
              "files",
              mark ->
                  files.stream()
                      .filter(file -> mark == null || root.name(file.path()).compareTo(mark) > 0)
                      .iterator(),
              file -> root.name(file.path()),
              file -> matching.test(property -> root.name(file.path())),
              file -> view(root, file)));
    };
  }

  private Operation.Handler get(Function<Exchange, Root> roots) {
    return exchange -> {
      Conditions conditions = exchange.conditions();
      Root root = roots.apply(exchange);
      NodeFile file = find(exchange, root);
      if (file.kind() == NodeFile.Kind.DIRECTORY) {
        throw BatchException.of(ErrorCode.FileNotFound);
      }
      if (conditions.isNotModified(file.lastModified())) {
        return Replies.notModified(file.lastModified());
      }
      ByteRange range = ByteRange.of(exchange.request().header("ocp-range"), file.length());
      return headers(root, file)
          .header("Transfer-Encoding", "chunked")
          .body(account.files().open(root.node, file.path(), range.start()), range.length());
    };
  }

  private Operation.Handler head(Function<Exchange, Root> roots) {
    return exchange -> {
      Conditions conditions = exchange.conditions();
      Root root = roots.apply(exchange);
      NodeFile file = find(exchange, root);
      if (conditions.isNotModified(file.lastModified())) {
        return Replies.notModified(file.lastModified());
      }
      return headers(root, file).header("Content-Length", Long.toString(file.length()));
    };
  }

  private Operation.Handler delete(Function<Exchange, Root> roots) {
    return exchange -> {
      boolean recursive = exchange.query().flag("recursive");
      Root root = roots.apply(exchange);
      NodeFile file = find(exchange, root);
      if (!recursive
          && file.kind() == NodeFile.Kind.DIRECTORY
          && !account.files().list(root.node, file.path(), Depth.CHILDREN).isEmpty()) {
        throw BatchException.of(
            ErrorCode.OperationInvalidForCurrentState,
            "Reason",
            "The directory is not empty, and recursive is not true.");
      }
      account.files().delete(root.node, file.path());
      return Replies.empty(200);
    };
  }

  private NodeFile find(Exchange exchange, Root root) throws IOException {
    String name = exchange.path("filePath").replace('\\', '/');
    if (!List.of(name.split("/", -1)).stream().allMatch(FileRoutes::isPlain)) {
      throw BatchException.of(ErrorCode.FileNotFound);
    }
    return account
        .files()
        .find(root.node, root.path(name))
        .orElseThrow(() -> BatchException.of(ErrorCode.FileNotFound));
  }

  private static boolean isPlain(String segment) {
    return !segment.isEmpty() && !Set.of(".", "..").contains(segment) && segment.indexOf(0) < 0;
  }

  private static HttpReply headers(Root root, NodeFile file) {
    boolean directory = file.kind() == NodeFile.Kind.DIRECTORY;
    return HttpReply.of(200)
        .header("Last-Modified", Replies.httpDate(file.lastModified()))
        .header("ocp-batch-file-isdirectory", directory ? "True" : "False")
        .header("ocp-batch-file-url", Urls.encode(url(root, file)))
        .header("ocp-batch-file-mode", mode(file))
        .header("Content-Type", file.contentType());
  }

  private static ObjectNode view(Root root, NodeFile file) {
    ObjectNode shown = ObjectNodes.create();
    shown.put("name", root.name(file.path()));
    shown.put("url", url(root, file));
    shown.put("isDirectory", file.kind() == NodeFile.Kind.DIRECTORY);
    if (file.kind() == NodeFile.Kind.FILE) {
      ObjectNode properties = shown.putObject("properties");
      properties.put("lastModified", Ticks.text(file.lastModified()));
      properties.put("contentLength", Long.toString(file.length()));
      properties.put("contentType", file.contentType());
      properties.put("fileMode", mode(file));
    }
    return shown;
  }

  private static String url(Root root, NodeFile file) {
    return root.url + Urls.encode(root.name(file.path()));
  }

  private static String mode(NodeFile file) {
    return "0o" + Integer.toOctalString(file.mode());
  }
}
