package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What becomes of real block devices, which are files of this machine, in a mount namespace of
 * their own. Skipped where there is no root or no loop device.
 */
final class NodeDisksOnLoopDevicesTest {
  private static final long SIZE = 64L << 20;

  @TempDir Path directory;

  private final List<String> devices = new ArrayList<>();
  private final List<Path> links = new ArrayList<>();

  @AfterEach
  void detach() throws Exception {
    for (Path link : links) {
      Files.delete(link);
    }
    for (String device : devices) {
      assertThat(run("losetup", "-d", device).code()).isZero();
    }
  }

  private record End(int code, String out) {}

  private End run(String... words) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (old, more) -> old + ":" + more);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new End(127, e.toString());
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new End(process.exitValue(), Files.readString(out));
  }

  private String device(int lun) throws Exception {
    Path file = directory.resolve("disk" + lun);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position(SIZE - 1).write(ByteBuffer.allocate(1));
    }
    End end = run("losetup", "--partscan", "--find", "--show", file.toString());
    assumeTrue(end.code() == 0, "needs loop devices: " + end.out());
    String device = end.out().strip();
    devices.add(device);
    Path link = Files.createDirectories(directory.resolve("links")).resolve("lun" + lun);
    links.add(Files.createSymbolicLink(link, Path.of(device)));
    return device;
  }

  /** Runs commands where the function disks does what the start task does. */
  private End node(PosixShell shell, String luns, String... commands) throws Exception {
    for (String tool : List.of("lsblk", "blkid", "findmnt", "mkfs.ext4")) {
      PosixShell.program(tool);
    }
    End can = run("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt");
    assumeTrue(can.code() == 0, "needs a mount namespace: " + can.out());
    Path script =
        Files.writeString(
            directory.resolve("node-disks.sh"),
            NodeDisks.shortScript()
                .replace("/dev/disk/azure/scsi1", directory.resolve("links").toString()));
    String start =
        """
        set -e
        cd '%s'
        export AZ_BATCH_NODE_ROOT_DIR=$PWD/batch
        items=$PWD/batch/workitems
        disks() {
          %s '%s' %s "$PWD/volume" tasks - >log 2>&1 || { code=$?; cat log; exit $code; }
        }
        """
            .formatted(directory, shell.instead("/bin/sh"), script, luns);
    return run("unshare", "-m", "sh", "-c", start + String.join("\n", commands));
  }

  @ParameterizedTest
  @EnumSource(names = {"DASH", "BASH"})
  void filesOwnerAndModeSurviveEachStart(PosixShell shell) throws Exception {
    shell.assumeInstalled();
    String device = device(3);

    End end =
        node(
            shell,
            "3",
            "mkdir -p $items/early && chmod 2751 $items && chown 1234:2345 $items",
            "echo one >$items/early/file && chown 77 $items/early/file",
            "disks",
            "findmnt -nro SOURCE,FSTYPE -M $items",
            "stat -c '%a %u:%g' $items && stat -c %u $items/early/file && cat $items/early/file",
            "echo two >$items/late",
            "disks && disks",
            "cat $items/early/file $items/late",
            "umount $items && umount volume",
            "find $items volume -mindepth 1",
            "echo agent >$items/agent",
            "disks",
            "cat $items/early/file $items/late $items/agent && stat -c '%a %u:%g' $items",
            "rm -r $items/early && umount $items && umount volume && disks && ls $items",
            "findmnt -nro TARGET -S " + device + " | wc -l");

    assertThat(end.out().lines())
        .containsExactly(
            device + "[/workitems] ext4",
            "2751 1234:2345",
            "77",
            "one",
            "one",
            "two",
            "one",
            "two",
            "agent",
            "2751 1234:2345",
            "agent",
            "late",
            "2");
    assertThat(end.code()).isZero();
    assertThat(directory.resolve("batch/workitems")).isEmptyDirectory();
  }

  @Test
  void filesystemOfAnotherIsMountedAndWhatIsNoneIsLeftAlone() throws Exception {
    String device = device(0);
    PosixShell.program("mkswap");

    End swap = node(PosixShell.DASH, "0", "mkdir -p $items", "mkswap -q " + device, "disks");

    assertThat(NodeDisks.Trouble.of(swap.code())).contains(NodeDisks.Trouble.NOT_MOUNTED);
    assertThat(swap.out().lines()).hasSize(1).first().asString().contains(device);
    End xfs =
        node(
            PosixShell.DASH,
            "0",
            "mkdir -p $items",
            "wipefs -qa " + device,
            "mkfs.ext4 -q -L theirs " + device,
            "disks",
            "blkid -p -o value -s LABEL " + device);
    assertThat(xfs.out()).isEqualTo("theirs\n");
  }

  @Test
  void diskWithPartitionsIsRefused() throws Exception {
    // One Linux partition of 1 MiB behind the first, in the oldest table there is.
    ByteBuffer table = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    table.put(450, (byte) 0x83).putInt(454, 2048).putInt(458, 2048).putShort(510, (short) 0xaa55);
    Files.write(directory.resolve("disk0"), table.array());
    String device = device(0);

    End end = node(PosixShell.DASH, "0", "mkdir -p $items", "disks");

    assertThat(NodeDisks.Trouble.of(end.code())).contains(NodeDisks.Trouble.NOT_OURS);
    assertThat(end.out().lines()).hasSize(1).first().asString().contains(device, "partitions");
    assertThat(run("blkid", "-p", "-o", "value", "-s", "PTTYPE", device).out()).contains("dos");
  }
}
