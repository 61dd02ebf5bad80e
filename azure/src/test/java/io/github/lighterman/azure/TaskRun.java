package io.github.lighterman.azure;

import io.github.lighterman.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A task's directory as a node lays it out, and what a {@link TaskScript} does in it. */
final class TaskRun {
  private final Path scratch;
  private final Path task;
  private final Path work;
  private final Path prepared;
  private final PosixShell shell;
  private final Map<String, String> environment = new HashMap<>();
  private final List<TaskScript.Secret> secrets = new ArrayList<>();
  private TaskInputs inputs = TaskInputs.none();
  private List<OutputFile> outputs = List.of();
  private Set<Integer> accepted = Set.of(0);

  TaskRun(Path directory, PosixShell shell) throws IOException {
    shell.assumeInstalled();
    this.shell = shell;
    // A name that no script may take apart.
    Path node = Files.createDirectories(directory.resolve("no de's $HOME"));
    this.scratch = Files.createDirectories(directory.resolve("scratch"));
    this.task = Files.createDirectories(node.resolve("task"));
    this.work = Files.createDirectories(task.resolve("wd"));
    this.prepared = Files.createDirectories(node.resolve("prep/wd"));
    environment.put("PATH", shell.path(scratch));
    environment.put("WD", work.toString());
    environment.put("AZ_BATCH_TASK_DIR", task.toString());
    environment.put("AZ_BATCH_TASK_WORKING_DIR", work.toString());
    environment.put("AZ_BATCH_JOB_PREP_WORKING_DIR", prepared.toString());
  }

  /** What has become of a task. */
  record End(int code, Optional<TaskEndMarker> marker, String out, String err) {}

  TaskRun inputs(TaskInputs inputs) {
    this.inputs = inputs;
    return this;
  }

  TaskRun move(String from, String to, String... glob) {
    List<TaskInputs.Move> moves = new ArrayList<>(inputs.moves());
    moves.add(new TaskInputs.Move(from, to, List.of(glob).stream().findFirst()));
    return inputs(new TaskInputs(inputs.directories(), moves, inputs.sources(), inputs.readOnly()));
  }

  TaskRun outputs(OutputFile... outputs) {
    this.outputs = List.of(outputs);
    return this;
  }

  TaskRun accept(Integer... codes) {
    this.accepted = Set.of(codes);
    return this;
  }

  TaskRun environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TaskRun secret(String name, byte[] value) throws IOException {
    SecretShares shares = SecretShares.split(value, new SecureRandom());
    write(TaskScript.secretFile(secrets.size()), shares.file());
    secrets.add(new TaskScript.Secret(name, shares.pad()));
    return this;
  }

  Path work() {
    return work;
  }

  Path outside() {
    return prepared;
  }

  Path write(String path, String content) throws IOException {
    Path file = work.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  Path link(String path, String target) throws IOException {
    Path link = work.resolve(path);
    Files.createDirectories(link.getParent());
    return Files.createSymbolicLink(link, Path.of(target));
  }

  TaskCommand command(String... argv) {
    return TaskCommand.of(new TaskScript(inputs, secrets, outputs, accepted), List.of(argv));
  }

  /** Runs the command line as an agent does. */
  End run(String... argv) throws IOException, InterruptedException {
    return end(shell.run(scratch, environment, prepare(argv)));
  }

  Process start(String... argv) throws IOException {
    return shell.start(scratch, environment, prepare(argv));
  }

  Optional<TaskEndMarker> marker() throws IOException {
    Path file = task.resolve(TaskEndMarker.FILE);
    return Files.exists(file)
        ? Optional.of(TaskEndMarker.parse(Files.readString(file)).orElseThrow())
        : Optional.empty();
  }

  private String prepare(String... argv) throws IOException {
    TaskCommand command = command(argv);
    if (command.file().isPresent()) {
      write(TaskCommand.FILE, command.file().get());
    }
    return "exec " + shell.instead(command.line());
  }

  private End end(PosixShell.End end) throws IOException {
    return new End(end.code(), marker(), end.out(), end.err());
  }
}
