package io.github.lighterman.samples.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * What one client asks for: the directory that it was called in, a command and its arguments, with
 * a NUL behind each. The answer is what it prints, and at last its exit status.
 */
final class Request {
  private final Session session;
  private final String name;
  private final Path place;
  private boolean left;

  Request(Session session, String name) {
    this.session = session;
    this.name = name;
    this.place = session.directory().spool().resolve(name);
  }

  Session session() {
    return session;
  }

  /** Returns its name, which no other request has had. */
  String name() {
    return name;
  }

  /** Lets it stay unanswered, for the next driver. */
  void leave() {
    left = true;
  }

  /** Answers, for as long as the client is there to read it. */
  void answer() throws IOException, InterruptedException {
    for (boolean told = false; !told && !left && Files.exists(place); ) {
      told = tryToAnswer();
    }
    if (!left) {
      Files.deleteIfExists(session.directory().in().resolve(name));
    }
  }

  /** A repeated request is a repeated submit of one spec, which runs once. */
  private boolean tryToAnswer() throws InterruptedException {
    try {
      int code = execute();
      if (left) {
        return false;
      }
      Path unfinished = place.resolve("code.unfinished");
      Files.writeString(unfinished, code + "\n");
      Files.move(unfinished, place.resolve("code"));
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      // A disk that is full now has room again some time.
      Thread.sleep(1000);
      return false;
    }
  }

  private int execute() throws IOException {
    String text = Files.readString(place.resolve("argv"));
    List<String> words = Arrays.asList(text.substring(0, text.length() - 1).split("\0", -1));
    try (OutputStream out = Files.newOutputStream(place.resolve("out"));
        OutputStream err = Files.newOutputStream(place.resolve("err"))) {
      Answer answer = new Answer(out, err);
      CommandLine commands = new CommandLine(new Commands(this, Path.of(words.get(0)), answer));
      commands.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
      commands.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
      // Behind the script all words are the script's, whatever they look like.
      commands
          .getSubcommands()
          .forEach((name, command) -> command.setStopAtPositional(name.equals("submit")));
      return Sentences.in(commands).execute(words.subList(1, words.size()).toArray(String[]::new));
    }
  }

  /**
   * Where an answer goes.
   *
   * @param out what the client prints on stdout
   * @param err what the client prints on stderr
   */
  record Answer(OutputStream out, OutputStream err) {
    void print(String line) throws IOException {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void complain(String sentence) throws IOException {
      err.write(("lighterman: " + sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
