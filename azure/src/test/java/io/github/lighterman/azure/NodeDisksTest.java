package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a node's disks, with all that would change this machine stood in for. */
final class NodeDisksTest {
  private static final String MKFS = "mkfs.ext4 -q -F -m 0 -E nodiscard ";
  private static final String BIND = "mount --bind /var/lighterman/workitems /batch/workitems";

  @TempDir Path directory;

  private DiskNode node() throws Exception {
    return node(PosixShell.DASH);
  }

  private DiskNode node(PosixShell shell) throws Exception {
    return new DiskNode(directory.toRealPath(), shell);
  }

  private static DiskLayout layout(DiskNode node, Integer... luns) {
    return layout(node, DiskLayout.Docker.LEFT, luns);
  }

  private static DiskLayout layout(DiskNode node, DiskLayout.Docker docker, Integer... luns) {
    return new DiskLayout(
        List.of(luns), node.directory().toString(), DiskLayout.Tasks.MOVED, docker);
  }

  private static void succeeds(PosixShell.End end) {
    assertThat(end.err()).isEmpty();
    assertThat(end.code()).isZero();
  }

  /** Checks that it ended for this reason, in one line of error output. */
  private void fails(PosixShell.End end, NodeDisks.Trouble trouble, String... words) {
    assertThat(NodeDisks.Trouble.of(end.code())).as(end.toString()).contains(trouble);
    assertThat(end.err().lines()).hasSize(1);
    assertThat(end.err()).startsWith("lighterman: ").contains(words).contains("; ");
  }

  @ParameterizedTest
  @EnumSource
  void everyShellReadsTheScript(PosixShell shell) throws Exception {
    shell.assumeInstalled();
    for (String script : List.of(NodeDisks.script(), NodeDisks.shortScript())) {
      PosixShell.End end =
          shell.run(directory, Map.of(), "set -n\n" + script.replace("#!/bin/sh\n", ""));

      assertThat(end).isEqualTo(new PosixShell.End(0, "", ""));
    }
  }

  @Test
  void shellcheckFindsNothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")), "needs shellcheck");
    Path file = Files.writeString(directory.resolve("node-disks.sh"), NodeDisks.script());
    Process process =
        new ProcessBuilder("/usr/bin/shellcheck", "-s", "sh", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("found").toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("found")).isEmptyFile();
  }

  @Test
  void scriptNeedsNoQuoteWithinQuotesAndIsShort() {
    assertThat(NodeDisks.shortScript()).doesNotContain("'").hasSizeLessThan(10_000);
  }

  @Test
  void everyCodeOfTheScriptIsExplained() {
    assertThat(
            Pattern.compile("(?:fail|attempt) (2\\d\\d) ")
                .matcher(NodeDisks.script())
                .results()
                .map(MatchResult::group)
                .map(text -> Integer.parseInt(text.replaceAll("\\D", "")))
                .map(code -> NodeDisks.Trouble.of(code).orElseThrow())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(NodeDisks.Trouble.values());
    assertThat(Arrays.stream(NodeDisks.Trouble.values()).map(NodeDisks.Trouble::text))
        .doesNotHaveDuplicates();
    assertThat(NodeDisks.Trouble.of(1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DASH", "BASH"})
  void oneDiskIsFormattedOnceAndMountedAfterEachBoot(PosixShell shell) throws Exception {
    DiskNode node = node(shell).dataDisk("sdc", 0);
    Files.writeString(Files.createDirectories(node.items().resolve("job")).resolve("file"), "kept");
    Files.setPosixFilePermissions(node.items(), PosixFilePermissions.fromString("rwx--x--x"));

    succeeds(node.run(layout(node, 0)));

    List<String> mounts = List.of("mount -o noatime /dev/sdc /var/lighterman", BIND);
    assertThat(node.log()).containsExactly(MKFS + "/dev/sdc", mounts.get(0), mounts.get(1));
    Path moved = node.directory().resolve("workitems");
    assertThat(moved.resolve("job/file")).hasContent("kept");
    assertThat(Files.getPosixFilePermissions(moved))
        .isEqualTo(PosixFilePermissions.fromString("rwx--x--x"));
    assertThat(node.items()).isEmptyDirectory();

    succeeds(node.run(layout(node, 0)));
    assertThat(node.log()).hasSize(3);
    assertThat(moved.resolve("job/file")).hasContent("kept");

    node.reboot();
    succeeds(node.run(layout(node, 0)));
    assertThat(node.log()).hasSize(5).endsWith(mounts.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(names = {"DASH", "BASH"})
  void severalDisksAreStriped(PosixShell shell) throws Exception {
    DiskNode node = node(shell).dataDisk("sdd", 0).dataDisk("sdc", 5);

    succeeds(node.run(layout(node, 0, 5)));
    List<String> done =
        List.of(
            "vgcreate lighterman /dev/sdd /dev/sdc",
            "lvcreate -y -W y -i 2 -I 64k -l 100%FREE -n data lighterman",
            MKFS + "/dev/mapper/lighterman-data",
            "mount -o noatime /dev/mapper/lighterman-data /var/lighterman",
            BIND);
    assertThat(node.log()).isEqualTo(done);

    succeeds(node.run(layout(node, 0, 5)));
    assertThat(node.log()).isEqualTo(done);
  }

  @ParameterizedTest
  @CsvSource({
    "sde, 3:0:0:2, Virtual\\x20Disk",
    "nvme0n4, -, MSFT\\x20NVMe\\x20Accelerator\\x20v1.0"
  })
  void diskIsFoundByItsPlaceWhereTheImageMakesNoLinks(String name, String hctl, String model)
      throws Exception {
    DiskNode node =
        node()
            .disk("nvme1n4", "-", "Microsoft\\x20NVMe\\x20Direct\\x20Disk\\x20v2", "disk")
            .disk("sdz", "3:0:0:3", "Virtual\\x20Disk", "disk")
            .disk("sdy", "0:0:0:2", "Virtual\\x20Disk", "disk")
            .disk(name, hctl, model, "disk");

    succeeds(node.run(layout(node, 2)));

    assertThat(node.log()).first().isEqualTo(MKFS + "/dev/" + name);
  }

  @Test
  void diskThatIsNotThereIsAwaitedAndThenMissed() throws Exception {
    DiskNode node = node().dataDisk("sdc", 0);

    fails(node.run(layout(node, 0, 1), "touch", "ran"), NodeDisks.Trouble.NOT_FOUND, "LUN 1");

    assertThat(node.log()).isEmpty();
    assertThat(node.lines("waits")).hasSize(29);
  }

  @Test
  void systemDiskAndTemporaryDiskAreNeverTaken() throws Exception {
    // A link that leads astray, and a raw disk that the service has mounted for itself.
    DiskNode node = node().dataDisk("sdc", 0).mounted("sdc", "/mnt/resource");
    Path links = directory.toRealPath().resolve("dev/disk/azure/scsi1");
    Files.createSymbolicLink(links.resolve("lun1"), node.device("sda"));

    fails(node.run(layout(node, 0)), NodeDisks.Trouble.NOT_OURS, "/dev/sdc", "/mnt/resource");
    fails(node.run(layout(node, 1)), NodeDisks.Trouble.NOT_OURS, "/dev/sda", "partitions");
    assertThat(node.log()).isEmpty();
  }

  @Test
  void filesystemThatIsThereIsOnlyMounted() throws Exception {
    DiskNode node = node().dataDisk("sdc", 0).content("sdc", "xfs");

    succeeds(node.run(layout(node, 0)));

    assertThat(node.log()).containsExactly("mount -o noatime /dev/sdc /var/lighterman", BIND);
  }

  @Test
  void diskThatHoldsSomethingIsNeverMadePartOfVolume() throws Exception {
    DiskNode node = node().dataDisk("sdc", 0).dataDisk("sdd", 1).content("sdd", "ext4");

    fails(node.run(layout(node, 0, 1)), NodeDisks.Trouble.NOT_OURS, "/dev/sdd", "ext4");
    assertThat(node.log()).isEmpty();
  }

  @Test
  void diskThatCannotBeLookedAtIsNotFormatted() throws Exception {
    DiskNode node = node().dataDisk("sdc", 0).fails("blkid", "");

    fails(node.run(layout(node, 0)), NodeDisks.Trouble.NOT_OURS, "/dev/sdc");
    assertThat(node.log()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mkfs.ext4, NOT_FORMATTED",
    "mount, NOT_MOUNTED",
    "vgcreate, NO_VOLUME",
    "lvcreate, NO_VOLUME",
    "systemctl, DOCKER_LEFT"
  })
  void whatBrokeOffIsTakenUpByTheNextStart(String program, NodeDisks.Trouble trouble)
      throws Exception {
    DiskNode node = node().dataDisk("sdc", 0).dataDisk("sdd", 1).fails(program, "no such luck");
    DiskLayout layout = layout(node, DiskLayout.Docker.MOVED, 0, 1);

    fails(node.run(layout, "touch", node.items() + "/ran"), trouble, "disk", "no such luck");
    assertThat(node.items().resolve("ran")).doesNotExist();
    assertThat(node.log()).last().asString().startsWith(program + " ");

    node.works(program);
    succeeds(node.run(layout, "touch", node.items() + "/ran"));
    assertThat(node.items().resolve("ran")).exists();
    List<String> once = node.log().stream().distinct().toList();
    assertThat(node.log()).hasSize(once.size() + 1);
    assertThat(once).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({"mkfs.ext4, NO_TOOL", "blkid, NO_TOOL", "vgcreate, NO_TOOL", "docker, NO_DOCKER"})
  void programThatIsMissingIsNamedBeforeAnythingIsDone(String name, NodeDisks.Trouble trouble)
      throws Exception {
    DiskNode node = node().dataDisk("sdc", 0).dataDisk("sdd", 1).lacks(name);

    fails(node.run(layout(node, DiskLayout.Docker.MOVED, 0, 1)), trouble, name, "image");
    assertThat(node.log()).isEmpty();
  }

  @Test
  void placesThatAreTakenStayAsTheyAre() throws Exception {
    DiskNode node = node().dataDisk("sdc", 0).disk("sdx", "-", "x", "disk");
    Path file = Files.createDirectories(node.directory()).resolve("file");
    Files.writeString(file, "somebody's");

    fails(node.run(layout(node, 0)), NodeDisks.Trouble.NOT_MOUNTED, "would hide");
    Files.delete(file);
    node.mounted("sdx", node.items().toString());
    fails(node.run(layout(node, 0)), NodeDisks.Trouble.TASKS_LEFT, "/dev/sdx");
    node.reboot().mounted("sdx", node.directory().toString());
    fails(node.run(layout(node, 0)), NodeDisks.Trouble.NOT_MOUNTED, "/dev/sdx");
  }

  @Test
  void volumeWithoutTasksIsForEverybody() throws Exception {
    DiskNode node = node().dataDisk("sdc", 0);
    DiskLayout layout =
        new DiskLayout(
            List.of(0), node.directory().toString(), DiskLayout.Tasks.LEFT, DiskLayout.Docker.LEFT);

    succeeds(node.run(layout));

    assertThat(node.log()).hasSize(2).noneMatch(line -> line.contains("workitems"));
    assertThat(Files.getPosixFilePermissions(node.directory()))
        .isEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
  }
}
