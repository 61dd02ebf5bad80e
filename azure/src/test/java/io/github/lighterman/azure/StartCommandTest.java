package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StartCommandTest {
  private static final DiskLayout DISKS = DiskLayout.of(List.of(0, 7), DiskLayout.Docker.MOVED);

  @TempDir Path directory;

  @Test
  void withoutDisksThereIsOnlyTheUsersCommand() {
    StartCommand command = new StartCommand(Optional.empty(), List.of("prepare", "a b"));

    assertThat(command.line()).contains("prepare 'a b'");
    assertThat(command.needsAdmin()).isFalse();
    assertThat(new StartCommand(Optional.empty(), List.of()).line()).isEmpty();
  }

  @Test
  void disksComeFirstInOneShortLineAndNeedAnAdministrator() {
    StartCommand command = new StartCommand(Optional.of(DISKS), List.of("prepare", "a b"));

    assertThat(command.line().orElseThrow())
        .startsWith("/bin/sh -c '")
        .endsWith("' lighterman 0,7 /var/lib/lighterman tasks docker prepare 'a b'")
        .hasSizeLessThan(10_000);
    assertThat(command.needsAdmin()).isTrue();
    assertThat(new StartCommand(Optional.of(DISKS), List.of()).line().orElseThrow())
        .endsWith(" docker");
  }

  @ParameterizedTest
  @EnumSource
  void everyPartOfTheLayoutIsSaid(DiskLayout.Docker docker) {
    DiskLayout layout = new DiskLayout(List.of(3), "/data/x", DiskLayout.Tasks.LEFT, docker);

    assertThat(layout.arguments())
        .containsExactly("3", "/data/x", "-", docker == DiskLayout.Docker.MOVED ? "docker" : "-");
  }

  /** The part with the disks is tested elsewhere, and here does nothing. */
  @ParameterizedTest
  @EnumSource
  void userGetsTheVeryWordsAndHisExitCodeIsTheTasks(PosixShell shell) throws Exception {
    shell.assumeInstalled();
    Random random = new Random(11);
    List<String> argv =
        new ArrayList<>(
            List.of("sh", "-c", "printf \"%s|\" \"$luns$PATH\" \"$@\" >\"$OUT\"; exit 42", "sh"));
    for (int i = 0; i < 40; i++) {
      argv.add(CommandLinesTest.hostile(random));
    }
    String line =
        new StartCommand(Optional.of(DISKS), argv)
            .line()
            .orElseThrow()
            .replace("  need lsblk", "  exit 0; need lsblk");
    Path out = directory.resolve("said");
    Map<String, String> environment =
        Map.of("OUT", out.toString(), "luns", "mine", "PATH", shell.path(directory));

    PosixShell.End end = shell.run(directory, environment, "exec " + shell.instead(line));

    assertThat(end).isEqualTo(new PosixShell.End(42, "", ""));
    assertThat(Files.readString(out))
        .isEqualTo(
            "mine"
                + environment.get("PATH")
                + "|"
                + String.join("|", argv.subList(4, argv.size()))
                + "|");
  }

  @Test
  void usersCommandDoesNotRunWhenTheDisksFail() throws Exception {
    DiskNode node = new DiskNode(directory.toRealPath(), PosixShell.DASH).dataDisk("sdc", 0);
    node.fails("mkfs.ext4", "broken");
    DiskLayout layout =
        new DiskLayout(
            List.of(0),
            node.directory().toString(),
            DiskLayout.Tasks.MOVED,
            DiskLayout.Docker.LEFT);

    PosixShell.End end = node.run(layout, "echo", "ran");

    assertThat(end.out()).isEmpty();
    assertThat(end.code()).isEqualTo(223);
  }

  @Test
  void lineThatIsTooLongIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new StartCommand(
                    Optional.of(DISKS), List.of("echo", "é".repeat(StartCommand.MAX_LENGTH / 2))))
        .withMessageContaining("resource file")
        .withMessageContaining("100000");
  }

  @Test
  void layoutThatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiskLayout.of(List.of(), DiskLayout.Docker.LEFT))
        .withMessageContaining("at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiskLayout.of(List.of(0, 64), DiskLayout.Docker.LEFT))
        .withMessageContaining("0 to 63, not 64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiskLayout.of(List.of(2, 2), DiskLayout.Docker.LEFT))
        .withMessageContaining("differ");
    for (String path : List.of("", "/", "data", "/a b", "/a'b", "/a/../b", "/a/", "/a//b", "/-a")) {
      assertThatIllegalArgumentException()
          .as(path)
          .isThrownBy(
              () ->
                  new DiskLayout(List.of(0), path, DiskLayout.Tasks.MOVED, DiskLayout.Docker.LEFT))
          .withMessageContaining("'" + path + "'");
    }
  }
}
