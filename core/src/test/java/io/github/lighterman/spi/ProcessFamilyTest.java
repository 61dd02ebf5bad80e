package io.github.lighterman.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who belongs to a command, and in which order they end. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ProcessFamilyTest {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int GENERATIONS = 70;

  @TempDir Path directory;
  private final List<ProcessFamily> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(family -> family.end(Duration.ZERO));
  }

  private ProcessFamily family(String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script);
    Process process = builder.directory(directory.toFile()).start();
    return family(Optional.of(process.toHandle()), other -> false);
  }

  private ProcessFamily family(Optional<ProcessHandle> command, Predicate<SystemProcess> belongs) {
    ProcessFamily family = new ProcessFamily(command, belongs);
    started.add(family);
    return family;
  }

  private static void untilSize(ProcessFamily family, int size) {
    while (family.alive().size() != size) {
      Thread.onSpinWait();
    }
  }

  private void untilSays(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    while (!Files.exists(path) || !Files.readString(path).contains(text)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void nobodysFamilyIsEmpty() {
    assertThat(family(Optional.empty(), other -> false).alive()).isEmpty();
  }

  @Test
  void parentsStandBeforeTheirChildren() throws Exception {
    Path script = directory.resolve("script");
    Files.writeString(script, "test $1 = 1 && exec sleep 1000; sh script $(($1-1)) & wait\n");
    ProcessFamily family = family("exec sh script " + GENERATIONS);
    untilSize(family, GENERATIONS);

    List<ProcessHandle> alive = family.alive();

    for (int i = 1; i < GENERATIONS; i++) {
      assertThat(alive.get(i).parent()).contains(alive.get(i - 1));
    }
  }

  @Test
  void scriptDoesNotGoOnBecauseItsChildWasAsked() throws Exception {
    for (int i = 0; i < 50; i++) {
      ProcessFamily family = family("sleep 1000; touch went-on");
      untilSize(family, 2);

      assertThat(family.end(GRACE)).isTrue();

      assertThat(directory.resolve("went-on")).doesNotExist();
    }
  }

  @Test
  void whatDoesNotListenIsEndedForCertain() throws Exception {
    ProcessFamily family = family("trap '' TERM; touch up; while :; do sleep 1000; done");
    untilSays("up", "");

    assertThat(family.end(Duration.ofMillis(50))).isTrue();

    assertThat(family.alive()).isEmpty();
  }

  @Test
  void zombiesAreDead() throws Exception {
    ProcessFamily family = family("sleep 1000 & echo $! >child; exec sleep 1000");
    untilSays("child", "\n");
    long pid = Long.parseLong(Files.readString(directory.resolve("child")).strip());
    ProcessHandle child = ProcessHandle.of(pid).orElseThrow();

    child.destroyForcibly();
    untilSize(family, 1);

    assertThat(ProcessHandle.of(pid)).isPresent();
  }

  @Test
  void descendantsOfWhoBelongsBelongToo() throws Exception {
    family("cd /; setsid env -i MARK=1 sh -c 'env -i sleep 1000 & wait' & exec sleep 1000");
    ProcessFamily family = family(Optional.empty(), other -> other.hasVariable("X=1", "MARK=1"));

    untilSize(family, 2);

    assertThat(family(Optional.empty(), other -> other.hasVariable("MARK=")).alive()).isEmpty();
  }

  @Test
  void processIsKnownByItsDirectoryItsGroupAndItsSession() throws Exception {
    Path below = Files.createDirectory(directory.resolve("below"));
    ProcessHandle process =
        new ProcessBuilder("setsid", "sleep", "1000").directory(below.toFile()).start().toHandle();
    ProcessFamily family =
        family(
            Optional.empty(),
            other ->
                other.worksBelow(directory)
                    && other.group() == process.pid()
                    && other.session() == process.pid());

    untilSize(family, 1);

    assertThat(family.alive()).containsExactly(process);
    assertThat(family.end(GRACE)).isTrue();
  }

  @Test
  void processIsFoundWhileItIsBecomingAnotherProgram() throws Exception {
    Path again = Files.writeString(directory.resolve("again"), "exec /bin/sh \"$0\"\n");
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", again.toString());
    builder.directory(new File("/"));
    builder.environment().put("MARK", directory.toString());
    builder.start();
    ProcessFamily family =
        family(Optional.empty(), other -> other.hasVariable("MARK=" + directory));

    for (int i = 0; i < 500; i++) {
      assertThat(family.alive()).as("look " + i).isNotEmpty();
    }
  }
}
