package io.github.lighterman.testing.contract;

import io.github.lighterman.LogStream;
import java.nio.file.Path;
import java.util.List;

/** Makes a {@link Step} of its words again. */
final class StepWords {
  private StepWords() {}

  /**
   * Returns the step that has these {@link Step#words}.
   *
   * @throws IllegalArgumentException if no step has
   */
  static Step parse(List<String> words) {
    try {
      return switch (words.get(0)) {
        case "print" -> new Step.Print(LogStream.valueOf(words.get(1)), words.get(2));
        case "write" -> Step.write(words.get(1), words.get(2));
        case "append" -> Step.append(words.get(1), words.get(2));
        case "copy" -> Step.copy(words.get(1), words.get(2));
        case "write-variable" -> Step.writeVariable(words.get(1), words.get(2));
        case "list" -> Step.list(words.get(1), words.get(2));
        case "exit" -> Step.exit(Integer.parseInt(words.get(1)));
        case "await" -> Step.await(Gate.at(Path.of(words.get(1))));
        case "hang" -> Step.hang();
        case "up-to" ->
            Step.upTo(Integer.parseInt(words.get(1)), parse(words.subList(2, words.size())));
        default -> throw new IllegalArgumentException("no step is called " + words.get(0));
      };
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("no step has these words: " + words, e);
    }
  }
}
