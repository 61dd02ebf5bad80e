package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.OutputFile.Condition;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskFailure.Detail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a task's outputs into containers, and writes down what it did next to the task's own logs.
 * A pattern that no file matches is no failure. After one that fails the others are still tried;
 * the first failure is the task's.
 */
final class OutputUpload {
  private final TaskDirectory task;
  private final Map<String, String> variables;
  private final Storage storage;
  private final IdentityTokens tokens;

  OutputUpload(
      TaskDirectory task, Map<String, String> variables, Storage storage, IdentityTokens tokens) {
    this.task = task;
    this.variables = variables;
    this.storage = storage;
    this.tokens = tokens;
  }

  /** Uploads what an exit code asks for. Returns the first failure. */
  Optional<TaskFailure> upload(List<OutputFile> outputs, int exitCode)
      throws StoppedException, InterruptedException, IOException {
    if (outputs.isEmpty()) {
      return Optional.empty();
    }
    say(task.uploadLog(), "The command has exited with " + exitCode);
    Files.write(task.uploadErrors(), new byte[0], StandardOpenOption.CREATE);
    Optional<TaskFailure> first = Optional.empty();
    for (OutputFile output : outputs) {
      if (!isDue(output.condition(), exitCode)) {
        say(task.uploadLog(), "Not due: " + output.filePattern());
        continue;
      }
      Optional<TaskFailure> failure = upload(output);
      first = first.or(() -> failure);
    }
    return first;
  }

  private static boolean isDue(Condition condition, int exitCode) {
    return switch (condition) {
      case TASK_SUCCESS -> exitCode == 0;
      case TASK_FAILURE -> exitCode != 0;
      case TASK_COMPLETION -> true;
    };
  }

  private Optional<TaskFailure> upload(OutputFile output)
      throws StoppedException, InterruptedException, IOException {
    try {
      Address container = Address.of(output.containerUrl(), tokens.of(output.identity()));
      FilePattern pattern = FilePattern.parse(output.filePattern(), task.work(), variables);
      List<Path> found = pattern.find();
      say(task.uploadLog(), output.filePattern() + " matches " + found.size() + " file(s)");
      for (Path file : found) {
        Address blob = Storage.blob(container, blobName(output, pattern, file));
        storage.put(blob, pattern.base().resolve(file), output.headers());
        say(task.uploadLog(), "Uploaded " + pattern.base().resolve(file) + " to " + blob);
      }
      return Optional.empty();
    } catch (StorageException e) {
      return Optional.of(failed(output, trouble(e.kind()), String.valueOf(e.getMessage())));
    } catch (TaskFailedException e) {
      return Optional.of(e.failure());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(failed(output, Trouble.FILE_UPLOAD_MISC_ERROR, String.valueOf(e)));
    }
  }

  private static String blobName(OutputFile output, FilePattern pattern, Path file) {
    if (!pattern.isWildcard()) {
      return output.path().filter(path -> !path.isEmpty()).orElse(file.toString());
    }
    String directory = output.path().orElse("");
    boolean separate = !directory.isEmpty() && !directory.endsWith("/");
    return directory + (separate ? "/" : "") + file;
  }

  private static Trouble trouble(StorageException.Kind kind) {
    return switch (kind) {
      case DENIED -> Trouble.FILE_UPLOAD_ACCESS_DENIED;
      case NOT_FOUND -> Trouble.FILE_UPLOAD_CONTAINER_NOT_FOUND;
      case CONFLICT -> Trouble.FILE_UPLOAD_CONFLICT;
      case TIMED_OUT -> Trouble.FILE_UPLOAD_TIMED_OUT;
      case OTHER -> Trouble.FILE_UPLOAD_MISC_ERROR;
    };
  }

  private TaskFailure failed(OutputFile output, Trouble trouble, String reason) throws IOException {
    // The log is for everybody who may read the task's files, so it goes without the signature.
    say(task.uploadErrors(), trouble.failure().code() + ": " + output + ": " + reason);
    return trouble.failure(
        new Detail("FilePattern", output.filePattern()),
        new Detail("ContainerUrl", output.containerUrl()),
        Trouble.reason(reason));
  }

  private static void say(Path log, String line) throws IOException {
    Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
