package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.lighterman.LogStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that a job of the contract does. Paths are relative to the job's directory, or
 * absolute; directories above a file that is written are made. Texts are UTF-8 and hold no NUL.
 */
public sealed interface Step {
  /** Returns the step in the language of POSIX shells. */
  String shell();

  /**
   * Does the step, and returns the exit code if it ends the work.
   *
   * @throws java.nio.file.FileSystemException if a file is missing or can't be written
   * @throws IOException if what it prints can't be written
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  OptionalInt perform(Workplace place) throws IOException, InterruptedException;

  /**
   * Returns the step's name and its values as text, from which {@link Work#parse} makes it again.
   */
  List<String> words();

  /** Returns the step that prints {@code text} to standard output. */
  static Step print(String text) {
    return new Print(LogStream.STDOUT, text);
  }

  /** Returns the step that prints {@code text} to standard error. */
  static Step printError(String text) {
    return new Print(LogStream.STDERR, text);
  }

  /** Returns the step that writes {@code text} to a file, in place of what is there. */
  static Step write(String path, String text) {
    return new Write(path, text);
  }

  /** Returns the step that adds {@code text} to a file's end. */
  static Step append(String path, String text) {
    return new Append(path, text);
  }

  /** Returns the step that writes the bytes of one file to another. */
  static Step copy(String from, String to) {
    return new Copy(from, to);
  }

  /** Returns the step that writes a variable's value to a file; nothing if it's not set. */
  static Step writeVariable(String name, String path) {
    return new WriteVariable(name, path);
  }

  /**
   * Returns the step that writes the paths of all files below a directory to a file: each starts
   * with {@code ./} and has a line of its own, sorted by their bytes.
   */
  static Step list(String directory, String path) {
    return new ListFiles(directory, path);
  }

  /** Returns the step that ends the work with this exit code, 0 to 255. */
  static Step exit(int code) {
    return new Exit(code);
  }

  /** Returns the step that waits until the gate is open. */
  static Step await(Gate gate) {
    return new Await(gate);
  }

  /** Returns the step that goes on until somebody ends the job. */
  static Step hang() {
    return new Hang();
  }

  /** Returns the step that does {@code step} in attempts 1 to {@code last} and nothing later. */
  static Step upTo(int last, Step step) {
    return new UpTo(last, step);
  }

  /** Returns the step that ends the first {@code attempts} attempts with this exit code. */
  static Step failFirst(int attempts, int code) {
    return upTo(attempts, exit(code));
  }

  /**
   * Prints.
   *
   * @param stream where to
   * @param text what
   */
  record Print(LogStream stream, String text) implements Step {
    /** Checks that nothing is null. */
    public Print {
      requireNonNull(stream, "stream");
      requireNonNull(text, "text");
    }

    @Override
    public String shell() {
      return "printf %s " + Shell.quoted(text) + (stream == LogStream.STDERR ? " >&2" : "");
    }

    @Override
    public OptionalInt perform(Workplace place) throws IOException {
      OutputStream to = stream == LogStream.STDOUT ? place.out() : place.err();
      to.write(text.getBytes(UTF_8));
      to.flush();
      return OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      return List.of("print", stream.name(), text);
    }
  }

  /**
   * Writes a file.
   *
   * @param path where
   * @param text what
   */
  record Write(String path, String text) implements Step {
    @Override
    public String shell() {
      return Shell.orCannot(Shell.intoNew(path, "printf %s " + Shell.quoted(text)));
    }

    @Override
    public OptionalInt perform(Workplace place) throws IOException {
      Files.writeString(withParents(place.resolve(path)), text);
      return OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      return List.of("write", path, text);
    }
  }

  /**
   * Adds to a file.
   *
   * @param path where
   * @param text what
   */
  record Append(String path, String text) implements Step {
    @Override
    public String shell() {
      return Shell.orCannot(
          Shell.makeParents(path) + "printf %s " + Shell.quoted(text) + " >>" + Shell.quoted(path));
    }

    @Override
    public OptionalInt perform(Workplace place) throws IOException {
      Files.writeString(
          withParents(place.resolve(path)),
          text,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      return List.of("append", path, text);
    }
  }

  /**
   * Copies a file's bytes.
   *
   * @param from which
   * @param to where to
   */
  record Copy(String from, String to) implements Step {
    @Override
    public String shell() {
      return Shell.orCannot(
          "test -f "
              + Shell.quoted(from)
              + " && "
              + Shell.intoNew(to, "cat <" + Shell.quoted(from)));
    }

    @Override
    public OptionalInt perform(Workplace place) throws IOException {
      Path source = place.resolve(from);
      if (!Files.isRegularFile(source)) {
        throw new NoSuchFileException(source.toString());
      }
      byte[] bytes = Files.readAllBytes(source);
      Files.write(withParents(place.resolve(to)), bytes);
      return OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      return List.of("copy", from, to);
    }
  }

  /**
   * Writes a variable's value.
   *
   * @param name whose
   * @param path where to
   */
  record WriteVariable(String name, String path) implements Step {
    @Override
    public String shell() {
      return Shell.orCannot(Shell.intoNew(path, "printf %s \"${" + name + "-}\""));
    }

    @Override
    public OptionalInt perform(Workplace place) throws IOException {
      Files.writeString(withParents(place.resolve(path)), place.variable(name));
      return OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      return List.of("write-variable", name, path);
    }
  }

  /**
   * Lists files.
   *
   * @param directory below which
   * @param path where to
   */
  record ListFiles(String directory, String path) implements Step {
    @Override
    public String shell() {
      return Shell.orCannot(
              "files=$(cd " + Shell.quoted(directory) + " && find -L . -type f | LC_ALL=C sort)")
          + "\n"
          + Shell.orCannot(Shell.intoNew(path, "printf '%s\\n' \"$files\""));
    }

    @Override
    public OptionalInt perform(Workplace place) throws IOException {
      Path root = place.resolve(directory);
      if (!Files.isDirectory(root)) {
        throw new NoSuchFileException(root.toString());
      }
      String files;
      try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
        files =
            all.filter(Files::isRegularFile)
                .map(file -> "./" + root.relativize(file))
                .sorted((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)))
                .collect(Collectors.joining("\n"));
      }
      Files.writeString(withParents(place.resolve(path)), files + "\n");
      return OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      return List.of("list", directory, path);
    }
  }

  /**
   * Ends the work.
   *
   * @param code 0 to 255
   */
  record Exit(int code) implements Step {
    @Override
    public String shell() {
      return "exit " + code;
    }

    @Override
    public OptionalInt perform(Workplace place) {
      return OptionalInt.of(code);
    }

    @Override
    public List<String> words() {
      return List.of("exit", String.valueOf(code));
    }
  }

  /**
   * Waits.
   *
   * @param gate for what
   */
  record Await(Gate gate) implements Step {
    /** Checks that there is a gate. */
    public Await {
      requireNonNull(gate, "gate");
    }

    @Override
    public String shell() {
      return "while ! test -e " + Shell.quoted(gate.file().toString()) + "; do sleep 0.02; done";
    }

    @Override
    public OptionalInt perform(Workplace place) throws InterruptedException {
      while (!gate.isOpen()) {
        pause();
      }
      return OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      return List.of("await", gate.file().toString());
    }
  }

  /** Never ends by itself. */
  record Hang() implements Step {
    @Override
    public String shell() {
      return "while :; do sleep 1000; done";
    }

    @Override
    public OptionalInt perform(Workplace place) throws InterruptedException {
      while (true) {
        pause();
      }
    }

    @Override
    public List<String> words() {
      return List.of("hang");
    }
  }

  /**
   * Does a step in the first attempts only. The attempt's number is in {@code LIGHTERMAN_ATTEMPT}.
   *
   * @param last the last of these, 1 or more
   * @param step what to do
   */
  record UpTo(int last, Step step) implements Step {
    /** Checks that there is a step. */
    public UpTo {
      requireNonNull(step, "step");
    }

    @Override
    public String shell() {
      return "if test \"${LIGHTERMAN_ATTEMPT:-1}\" -le " + last + "\nthen " + step.shell() + "\nfi";
    }

    @Override
    public OptionalInt perform(Workplace place) throws IOException, InterruptedException {
      return place.attempt() <= last ? step.perform(place) : OptionalInt.empty();
    }

    @Override
    public List<String> words() {
      List<String> words = new ArrayList<>(List.of("up-to", String.valueOf(last)));
      words.addAll(step.words());
      return List.copyOf(words);
    }
  }

  private static Path withParents(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return file;
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(5_000_000);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
