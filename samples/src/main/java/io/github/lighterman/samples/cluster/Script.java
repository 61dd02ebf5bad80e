package io.github.lighterman.samples.cluster;

import io.github.lighterman.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A script as it is when it's submitted: engines delete theirs early.
 *
 * @param name its file's
 * @param text what is in it
 */
record Script(String name, String text) {
  private static final int MOST = 1 << 20;
  private static final Pattern FIRST_LINE = Pattern.compile("#![ \\t]*(\\S+)(?:[ \\t]+(.*?))?\\s*");

  static Script read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "script '" + file + "' is no file; the words before it are options");
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length > MOST) {
        throw new IllegalArgumentException(
            "script '" + file + "' must be at most 1 MiB, not " + bytes.length + " bytes");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Script(file.getFileName().toString(), text);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "script '" + file + "' must be text in UTF-8; submit a script that calls the program", e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("script '" + file + "' is gone", e);
    }
  }

  InputFile input() {
    return InputFile.content(text, "script");
  }

  /** Returns its name as far as a label can hold it. */
  String label() {
    String shown = name.replaceAll("[\\p{Cntrl}\\ud800-\\udfff]", "?");
    return shown.length() > 256 ? shown.substring(0, 256) : shown;
  }

  /** Returns what a shell makes of it: run by what its first line names, or by a shell. */
  String command(Path from, InitCommand.Place place, List<String> arguments) {
    Matcher line = FIRST_LINE.matcher(text.lines().findFirst().orElse(""));
    Stream<String> interpreter =
        line.matches() ? Stream.of(line.group(1), line.group(2)) : Stream.of("/bin/sh", null);
    String words =
        interpreter
            .filter(word -> word != null && !word.isEmpty())
            .map(InitCommand::quoted)
            .collect(Collectors.joining(" "));
    String rest =
        arguments.stream()
            .map(word -> " " + InitCommand.quoted(word))
            .collect(Collectors.joining());
    String go =
        place == InitCommand.Place.submit
            ? "cd " + InitCommand.quoted(from.toString()) + " || exit 126\n"
            : "";
    return "job=$PWD/script\n" + go + "exec " + words + " \"$job\"" + rest + "\n";
  }
}
