package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node whose disks are a few lines of text, on which {@link NodeDisks} runs for real: all that
 * would change this machine is stood in for, and whatever isn't named here isn't on its path.
 */
final class DiskNode {
  private static final List<String> STAND_INS =
      List.of(
          "lsblk",
          "findmnt",
          "blkid",
          "mkfs.ext4",
          "mount",
          "vgs",
          "lvs",
          "vgcreate",
          "lvcreate",
          "vgchange",
          "systemctl",
          "docker",
          "sleep");
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "chmod",
          "cp",
          "find",
          "grep",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sh",
          "tail",
          "touch",
          "tr");

  /** The one of the system, as on a node. */
  static final Path PYTHON = Path.of("/usr/bin/python3");

  private final Path root;
  private final PosixShell shell;
  private final Path programs;
  private final Path state;
  private int boots;

  DiskNode(Path root, PosixShell shell) throws IOException {
    shell.assumeInstalled();
    this.root = root;
    this.shell = shell;
    this.programs = Files.createDirectories(root.resolve("bin"));
    this.state = Files.createDirectories(root.resolve("state"));
    Path standIns = programs.resolve("stand-ins.sh");
    try (InputStream in = DiskNode.class.getResourceAsStream("node-stand-ins.sh")) {
      Files.copy(in, standIns);
    }
    Files.setPosixFilePermissions(standIns, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : STAND_INS) {
      Files.createSymbolicLink(programs.resolve(name), standIns.getFileName());
    }
    for (String name : TOOLS) {
      tool(name, PosixShell.program(name));
    }
    if (Files.exists(PYTHON)) {
      tool("python3", PYTHON);
    }
    Files.createDirectories(root.resolve("run"));
    Files.createDirectories(root.resolve("dev"));
    Files.createDirectories(items());
    for (String name : List.of("disks", "mounts", "content", "log", "waits", "root")) {
      Files.createFile(state.resolve(name));
    }
    Files.createSymbolicLink(state.resolve("daemon.json"), daemon());
    disk("sda", "0:0:0:0", "Virtual\\x20Disk", "disk part part");
    disk("sdb", "0:0:0:1", "Virtual\\x20Disk", "disk part");
  }

  /** No link, since whoever deletes the directory warns of one that leads out of it. */
  private void tool(String name, Path program) throws IOException {
    Path file =
        Files.writeString(programs.resolve(name), "#!/bin/sh\nexec " + program + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Adds a disk, which only its place tells. */
  DiskNode disk(String name, String hctl, String model, String types) throws IOException {
    Files.createFile(device(name));
    add("disks", "%s %s %s %s".formatted(device(name), hctl, model, types));
    return this;
  }

  /** Adds an empty data disk, with the link that an image's rules make. */
  DiskNode dataDisk(String name, int lun) throws IOException {
    disk(name, "1:0:0:" + lun, "Virtual\\x20Disk", "disk");
    Path link = root.resolve("dev/disk/azure/scsi1/lun" + lun);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, device(name));
    return this;
  }

  DiskNode content(String name, String type) throws IOException {
    add("content", device(name) + " " + type);
    return this;
  }

  DiskNode mounted(String name, String directory) throws IOException {
    add("mounts", device(name) + " " + directory);
    return this;
  }

  /** Has a program fail, or fail no more, once it has begun. */
  DiskNode fails(String program, String words) throws IOException {
    Files.writeString(state.resolve("fail-" + program), words + "\n");
    return this;
  }

  DiskNode works(String program) throws IOException {
    Files.deleteIfExists(state.resolve("fail-" + program));
    return this;
  }

  DiskNode lacks(String program) throws IOException {
    Files.delete(programs.resolve(program));
    return this;
  }

  /** What's mounted, and with it what's on the volume, and what's in memory is gone. */
  DiskNode reboot() throws IOException {
    if (Files.exists(directory())) {
      Files.move(directory(), root.resolve("volume" + boots++));
    }
    Files.writeString(state.resolve("mounts"), "");
    Files.deleteIfExists(root.resolve("run/lighterman-docker"));
    return this;
  }

  PosixShell.End run(DiskLayout layout, String... user) throws Exception {
    String script = NodeDisks.shortScript();
    for (String path : List.of("/dev/", "/etc/docker", "/run/lighterman")) {
      script = script.replace(path, root + path);
    }
    script = script.replace(root + "/dev/null", "/dev/null").replace(":/usr/sbin:/sbin", "");
    List<String> words = new ArrayList<>(layout.arguments());
    words.addAll(List.of(user));
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", programs.toString());
    environment.put("STATE", state.toString());
    environment.put("AZ_BATCH_NODE_ROOT_DIR", root.resolve("batch").toString());
    environment.put("luns", "the user's own");
    return shell.run(
        Files.createDirectories(root.resolve("scratch")),
        environment,
        "set -- " + CommandLines.quote(words) + "\n" + script);
  }

  Path device(String name) {
    return root.resolve("dev").resolve(name);
  }

  /** Returns where the volume is to be mounted. */
  Path directory() {
    return root.resolve("var/lighterman");
  }

  Path items() {
    return root.resolve("batch/workitems");
  }

  Path daemon() {
    return root.resolve("etc/docker/daemon.json");
  }

  /** Returns what was done to the node. */
  List<String> log() throws IOException {
    return lines("log");
  }

  List<String> lines(String file) throws IOException {
    String text = Files.readString(state.resolve(file), UTF_8);
    return text.replace(root.toString(), "").lines().toList();
  }

  private void add(String file, String line) throws IOException {
    Files.writeString(state.resolve(file), line + "\n", StandardOpenOption.APPEND);
  }
}
