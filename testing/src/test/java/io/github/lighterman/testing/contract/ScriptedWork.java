package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.testing.JobScript;
import io.github.lighterman.testing.ScriptedJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Turns a {@link Work} into the script that does the same in memory. */
final class ScriptedWork {
  /** More attempts than any job of the contract has that does not do the same each time. */
  private static final int ATTEMPTS = 5;

  private ScriptedWork() {}

  static JobScript script(Work work) {
    JobScript script = attempt(work, 1);
    for (int number = 2; number <= ATTEMPTS; number++) {
      script = script.then(attempt(work, number));
    }
    return script;
  }

  private static JobScript attempt(Work work, int number) {
    JobScript script = JobScript.exitWith(0);
    for (Step each : work.steps()) {
      Step step = each;
      if (each instanceof Step.UpTo limited) {
        if (number > limited.last()) {
          continue;
        }
        step = limited.step();
      }
      script = with(script, step);
    }
    return script;
  }

  private static JobScript with(JobScript script, Step step) {
    if (step instanceof Step.Await wait) {
      return script.until(wait.gate().opened());
    }
    if (step instanceof Step.Hang) {
      return script.until(new CompletableFuture<>());
    }
    return script.doing(
        job -> {
          try {
            perform(step, job);
          } catch (NoSuchFileException e) {
            job.exit(Work.CANNOT);
          }
        });
  }

  private static void perform(Step step, ScriptedJob job) throws IOException {
    if (step instanceof Step.Print print) {
      job.print(print.stream(), print.text());
    } else if (step instanceof Step.Write write) {
      write(job, write.path(), write.text().getBytes(UTF_8));
    } else if (step instanceof Step.Append append) {
      append(job, append);
    } else if (step instanceof Step.Copy copy) {
      write(job, copy.to(), read(job, copy.from()));
    } else if (step instanceof Step.WriteVariable variable) {
      String value = job.environment().getOrDefault(variable.name(), "");
      write(job, variable.path(), value.getBytes(UTF_8));
    } else if (step instanceof Step.ListFiles list) {
      write(job, list.path(), list(job, list.directory()).getBytes(UTF_8));
    } else if (step instanceof Step.Exit exit) {
      job.exit(exit.code());
    } else {
      throw new IllegalArgumentException("no script does " + step);
    }
  }

  private static void append(ScriptedJob job, Step.Append append) throws IOException {
    String before = "";
    try {
      before = new String(read(job, append.path()), UTF_8);
    } catch (NoSuchFileException e) {
      // The first line makes the file.
    }
    write(job, append.path(), (before + append.text()).getBytes(UTF_8));
  }

  private static String list(ScriptedJob job, String directory) {
    String prefix = directory.equals(".") ? "" : directory + "/";
    return job.files().stream()
            .filter(file -> file.startsWith(prefix))
            .map(file -> "./" + file.substring(prefix.length()))
            .sorted()
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  private static byte[] read(ScriptedJob job, String path) throws IOException {
    return path.startsWith("/") ? Files.readAllBytes(Path.of(path)) : job.read(path);
  }

  private static void write(ScriptedJob job, String path, byte[] bytes) throws IOException {
    if (path.startsWith("/")) {
      Path file = Path.of(path);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } else {
      job.write(path, bytes);
    }
  }
}
