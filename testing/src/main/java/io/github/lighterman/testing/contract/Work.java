package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a job of the contract does, step by step. It can be carried out as a POSIX shell script
 * ({@link #shell}) or in Java ({@link #perform}), with the same effect, and has a text form ({@link
 * #text}) that fits into an argument of a command.
 *
 * <p>It ends with exit code 0 after the last step, with the code of a {@link Step.Exit} before
 * that, or with {@link #CANNOT} at a step that needs a file which is not there or can't be written.
 *
 * @param steps what is done, in order
 */
public record Work(List<Step> steps) {
  /** The exit code of a work that came to a step which can't be done. */
  public static final int CANNOT = 66;

  /** Copies the list. */
  public Work {
    steps = List.copyOf(steps);
  }

  /** Returns the work that consists of these steps. */
  public static Work of(Step... steps) {
    return new Work(List.of(steps));
  }

  /** Returns a script for {@code sh -c}. */
  public String shell() {
    return Stream.concat(steps.stream().map(Step::shell), Stream.of("exit 0"))
        .collect(Collectors.joining("\n"));
  }

  /**
   * Does it here and now, on the calling thread, and returns the exit code.
   *
   * @throws IOException if what it prints can't be written
   * @throws InterruptedException if the thread is interrupted at a gate, or while it hangs
   */
  public int perform(Workplace place) throws IOException, InterruptedException {
    requireNonNull(place, "place");
    for (Step step : steps) {
      OptionalInt exit;
      try {
        exit = step.perform(place);
      } catch (FileSystemException e) {
        exit = OptionalInt.of(CANNOT);
      }
      if (exit.isPresent()) {
        return exit.getAsInt();
      }
    }
    return 0;
  }

  /** Returns it as a line of printable ASCII without spaces, which {@link #parse} reads. */
  public String text() {
    return steps.stream()
        .map(
            step ->
                step.words().stream()
                    .map(word -> URLEncoder.encode(word, UTF_8))
                    .collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }

  /**
   * Returns the work that has this text.
   *
   * @throws IllegalArgumentException if {@code text} is not as {@link #text} writes it
   */
  public static Work parse(String text) {
    return new Work(
        Stream.of(text.split(";", -1))
            .filter(step -> !step.isEmpty())
            .map(
                step ->
                    StepWords.parse(
                        Stream.of(step.split(",", -1))
                            .map(word -> URLDecoder.decode(word, UTF_8))
                            .toList()))
            .toList());
  }
}
